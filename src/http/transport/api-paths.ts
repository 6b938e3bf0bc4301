/** Below which operations are: the native ones and two fronts under `/api/`, the other fronts under their own (`http.md` 11). */
const PREFIXES = ['/api/', '/tasks/', '/v1beta/'];

/** Whether operations are what is served under a path, and not documentation, health or metrics. */
export function isApiPath(path: string): boolean {
  return PREFIXES.some((prefix) => path.startsWith(prefix));
}
