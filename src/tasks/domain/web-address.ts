import { MAX_WEB_ADDRESS } from './vocabulary.js';

/** Whether a text is an absolute http or https URL of at most 2,083 characters. */
export function isHttpUrl(text: string): boolean {
  return httpUrl(text) !== undefined;
}

/** Whether a text is an absolute http or https URL without user and password, of at most 2,083 characters. */
export function isWebAddress(text: string): boolean {
  const url = httpUrl(text);
  return url?.username === '' && url.password === '';
}

function httpUrl(text: string): URL | undefined {
  if (text.length > MAX_WEB_ADDRESS || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}
