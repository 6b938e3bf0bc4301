/**
 * Data of which every member is there, at any depth, and may be called: a payload made from it names all that it can
 * have. Of type `never`, since it stands for the data of any event.
 */
export const ANY_DATA: never = new Proxy(() => ANY_DATA, { get: () => ANY_DATA }) as never;
