/** Words that titles are made of, the first ones often, the last ones seldom; none is part of the words of a case. */
const BEGINNINGS = ['con', 're', 'de', 'im', 'ex', 'pro', 'sub', 'trans', 'in', 'per', 'ad', 'com', 'dis', 'out'];
const MIDDLES = ['port', 'duct', 'fer', 'mit', 'scribe', 'pose', 'tract', 'ject', 'spect', 'gress', 'vert', 'sign'];
const ENDS = ['', 'ing', 'ed', 's', 'ion'];

/** @returns 840 words, mixed by a fixed rule. */
export function titleWords() {
  const all = BEGINNINGS.flatMap((begin) => MIDDLES.flatMap((middle) => ENDS.map((end) => begin + middle + end)));
  return all.map((_, at) => all[(at * 331) % all.length]);
}
