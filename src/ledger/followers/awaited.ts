/** Notified with the name of a view that somebody waits for in an instance that does not follow it. */
export const AWAITED_CHANNEL = 'taskledger_awaited';
