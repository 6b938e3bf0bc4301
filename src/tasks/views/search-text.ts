/**
 * What a search looks at: title and identifier, folded, and the grams of them that an index keeps. A gram is four
 * characters in a row; the last ones are filled up, so that a shorter pattern is the beginning of one.
 */

/** Stands between title and identifier, and fills up the last grams. */
const FILLER = '\u0001';
/** Begin the words that stand for where a task belongs, among the grams. */
const PLACES = { workspace: '\u0002', owner_ref: '\u0003', network_channel: '\u0004' } as const;
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

/** Where a task belongs: few tasks have a common word as well as an owner, even where each alone leaves many. */
export interface Places {
  readonly workspace?: string;
  readonly owner_ref?: string | null;
  readonly network_channel?: string | null;
}

/** The grams of a text and the words of its places, as text of a `tsvector`. */
export function gramsOf(text: string, places: Places): string {
  const characters = [...text, ...FILLER.repeat(GRAM - 1)];
  const grams = new Set<string>(wordsOf(places));
  for (let at = 0; at + GRAM <= characters.length; at++) grams.add(characters.slice(at, at + GRAM).join(''));
  return [...grams].map(quoted).join(' ');
}

/**
 * What every text with the (folded, not empty) pattern has among its grams, as text of a `tsquery`; other texts may have
 * it too.
 */
export function gramQuery(pattern: string, places: Places): string {
  const characters = [...pattern];
  const words = characters.length < GRAM ? [`${quoted(pattern)}:*`] : spread(characters).map(quoted);
  return [...words, ...wordsOf(places).map(quoted)].join(' & ');
}

function wordsOf(places: Places): string[] {
  const kinds = Object.keys(PLACES) as (keyof Places)[];
  return kinds.flatMap((kind) => (typeof places[kind] === 'string' ? PLACES[kind] + places[kind] : []));
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
