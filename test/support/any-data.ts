/**
 * Data of which every member is there, at any depth, and may be called: a payload made from it names all that it can
 * have.
 */
export const ANY_DATA: never = new Proxy(() => ANY_DATA, { get: () => ANY_DATA }) as never;
