/** The log position up to which an answer speaks, of commands and queries alike (architecture.md 4). */
export const LEDGER_POSITION = 'x-ledger-position';
