import { type TextFieldOptions, TextField } from './text-field.js';

/** A network channel name (`http.md` 3). */
export const CHANNEL_GRAMMAR = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export const CHANNEL_WORDS = '1 to 64 characters of a-z 0-9 _ - that begin with a letter or digit';

/** A channel name; blank counts as absent unless it is kept in order to clear. */
export function ChannelField(options: Pick<TextFieldOptions, 'required' | 'description' | 'blank'> = {}) {
  const pattern = options.blank === 'keep' ? new RegExp(`^$|${CHANNEL_GRAMMAR.source}`) : CHANNEL_GRAMMAR;
  return TextField({ ...options, pattern, patternWords: CHANNEL_WORDS });
}
