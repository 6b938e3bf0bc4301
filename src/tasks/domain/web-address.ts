/** Characters of a web address (`http.md` 11.3). */
export const MAX_WEB_ADDRESS = 2083;

/** Whether a text is an absolute http or https URL without user and password, of at most 2,083 characters. */
export function isWebAddress(text: string): boolean {
  if (text.length > MAX_WEB_ADDRESS || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}
