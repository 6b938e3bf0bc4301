/** Secrets of this process that no answer and no log line may show. */
export { registerSecret } from '../../platform/redaction/runtime-secrets.js';
