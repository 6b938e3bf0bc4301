/** Masking of secrets in texts that answers repeat (`http.md` 7). */
export { redactText } from '../../platform/redaction/redact.js';
