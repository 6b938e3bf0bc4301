/** As much of the query language of Prometheus as it takes to see which metrics and labels an expression asks for. */

/** The names of our metrics in it, as written. */
export function metricsIn(expr: string): string[] {
  return [...withoutTexts(expr).matchAll(/\btaskledger_\w+/g)].map(([name]) => name);
}

/** The metric that a name belongs to: histograms are asked for by their parts. */
export function metricOf(name: string, metrics: readonly { readonly name: string; readonly type: string }[]): string {
  const whole = name.replace(/_(?:bucket|sum|count)$/, '');
  return metrics.some((metric) => metric.name === whole && metric.type === 'histogram') ? whole : name;
}

/** The labels that it selects or groups by. */
export function labelsAsked(expr: string): string[] {
  const bare = withoutTexts(expr);
  const grouped = [...bare.matchAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((label) => label.trim()),
  );
  const selected = [...bare.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  );
  return [...grouped, ...selected];
}

/** Whether all brackets close in the right order. */
export function balanced(expr: string): boolean {
  const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  const open: string[] = [];
  for (const character of withoutTexts(expr)) {
    if ('([{'.includes(character)) open.push(character);
    else if (character in pairs && open.pop() !== pairs[character]) return false;
  }
  return open.length === 0;
}

function withoutTexts(expr: string): string {
  return expr.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
}
