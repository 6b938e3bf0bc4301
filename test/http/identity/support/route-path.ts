/** Paths of routes, and the headers of whoever is let in by every front. */

const PARAMETER = /:(\w+)(\([^)]*\))?/g;

/** What a path that takes numbers alone is given where it is to name nothing. */
export const NO_NUMBER = '9007199254740990';

/** Whether the path takes numbers alone, so that other ids in it are another route, or none. */
export function takesNumbers(url: string): boolean {
  return url.includes('(');
}

/** The path with an id in the place of each parameter. */
export function pathOf(url: string, idOf: string | ((name: string, isNumber: boolean) => string)): string {
  return url.replaceAll(PARAMETER, (_, name: string, pattern: string | undefined) => {
    if (typeof idOf === 'function') return idOf(name, pattern !== undefined);
    return pattern === undefined ? idOf : NO_NUMBER;
  });
}

/** A key in the header of every front; the native operations take the first one. */
export function everywhere(secret: string): Record<'authorization' | 'apikey' | 'x-api-key', string> {
  return { authorization: `Bearer ${secret}`, apikey: secret, 'x-api-key': secret };
}

export const ALL_FRONTS = ['a', 'b', 'c', 'd'] as const;
