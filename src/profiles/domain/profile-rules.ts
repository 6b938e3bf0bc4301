/** What is wrong with a text, in words that follow the name of its member; undefined where nothing is. */
export type TextRule = (text: string) => string | undefined;

const NAME_BYTES = 128;
const GUIDANCE_BYTES = 8192;

/** Names of agents, channels, peers, providers, models and sandboxes (`reviews.md` B.2). */
export const aName: TextRule = (text) => tooLong(text, NAME_BYTES) ?? (/[\t\n\r]/.test(text) ? TABS : undefined);
const TABS = 'must not contain tabs and line breaks';

export const aCapability: TextRule = (text) =>
  tooLong(text, NAME_BYTES) ?? (/[\s,]/.test(text) ? 'must not contain whitespace and commas' : undefined);

export const someGuidance: TextRule = (text) => tooLong(text, GUIDANCE_BYTES);

/** A rule for what the operator may have forbidden altogether. */
export function onlyIf(allowed: boolean, rule: TextRule): TextRule {
  return (text) => (allowed ? rule(text) : 'is not allowed by this service');
}

function tooLong(text: string, max: number): string | undefined {
  return Buffer.byteLength(text) > max ? `must be at most ${max} bytes` : undefined;
}
