/** Lines of a table for people: the first row is the head, numbers stand right. */
export function formatTable(rows) {
  const texts = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)));
  const widths = texts[0].map((_, column) => Math.max(...texts.map((row) => row[column].length)));
  return texts.map((row) => row.map((cell, column) => cell.padStart(widths[column])).join('  ')).join('\n');
}
