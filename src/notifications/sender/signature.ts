import { Webhook } from 'standardwebhooks';

const PREFIX = 'whsec_';

/** Whether a text can sign: any that is not empty, but after `whsec_` it has to be base64. */
export function canSign(secret: string): boolean {
  try {
    signer(secret);
    return true;
  } catch {
    return false;
  }
}

/**
 * The headers of Standard Webhooks.
 * @param at time of the attempt: receivers refuse what is older than some minutes
 * @throws when the secret cannot sign
 */
export function signedHeaders(id: string, body: string, secret: string, at: Date): Record<string, string> {
  return {
    ...unsignedHeaders(id, at),
    'webhook-signature': signer(secret).sign(id, at, body),
  };
}

/** The same without a signature: id and time still tell duplicates. */
export function unsignedHeaders(id: string, at: Date): Record<string, string> {
  return { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)) };
}

function signer(secret: string): Webhook {
  return secret.startsWith(PREFIX)
    ? new Webhook(secret)
    : new Webhook(new TextEncoder().encode(secret), { format: 'raw' });
}
