/**
 * What a search looks at: title and identifier, folded, and the grams of them that an index keeps. A gram is four
 * characters in a row; the last ones are filled up, so that a shorter pattern is the beginning of one.
 */

/** Stands between title and identifier, and fills up the last grams. */
const FILLER = '\u0001';
/** Begins the word that stands for the workspace among the grams. */
const WORKSPACE = '\u0002';
const GRAM = 4;
/** Grams of a pattern that are looked up; what is found is compared with the whole pattern anyhow. */
const GRAMS_ASKED = 12;
/** Bytes of text that an entry of the list's index holds; longer ones are read from the search table. */
const INDEXED_BYTES = 1_000;

/** Without regard to case. The two small sigmas are one letter, whichever a word ends in. */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

export function searchText(task: { readonly title: string; readonly identifier?: string }): string {
  const title = foldCase(task.title);
  return task.identifier === undefined ? title : title + FILLER + foldCase(task.identifier);
}

/** What the list's index keeps of a text: all of it, or nothing when it is too long. */
export function indexedText(text: string): string {
  return Buffer.byteLength(text) <= INDEXED_BYTES ? text : '';
}

/** The grams of a text and the word of its workspace, as text of a `tsvector`. */
export function gramsOf(text: string, workspace: string): string {
  const characters = [...text, ...FILLER.repeat(GRAM - 1)];
  const grams = new Set<string>([WORKSPACE + workspace]);
  for (let at = 0; at + GRAM <= characters.length; at++) grams.add(characters.slice(at, at + GRAM).join(''));
  return [...grams].map(quoted).join(' ');
}

/**
 * What every text with the (folded, not empty) pattern has among its grams, as text of a `tsquery`; other texts may have
 * it too.
 */
export function gramQuery(pattern: string, workspace: string | undefined): string {
  const characters = [...pattern];
  const words = characters.length < GRAM ? [`${quoted(pattern)}:*`] : spread(characters).map(quoted);
  if (workspace !== undefined) words.push(quoted(WORKSPACE + workspace));
  return words.join(' & ');
}

/** Grams that follow each other without overlap, and the last one. */
function spread(characters: readonly string[]): string[] {
  const grams = new Set<string>();
  const last = characters.length - GRAM;
  for (let at = 0; at < last && grams.size < GRAMS_ASKED - 1; at += GRAM) {
    grams.add(characters.slice(at, at + GRAM).join(''));
  }
  return [...grams.add(characters.slice(last).join(''))];
}

function quoted(word: string): string {
  return `'${word.replace(/['\\]/g, '$&$&')}'`;
}
