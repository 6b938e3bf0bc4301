import { isIP } from 'node:net';
import { HostSlots } from '../../../src/notifications/sender/host-slots.js';
import type { NotDelivered, OutgoingMessage, SendOutcome } from '../../../src/notifications/sender/outgoing.js';
import { Sender, type SenderOptions } from '../../../src/notifications/sender/sender.js';
import { whyNotPublic } from '../../../src/platform/network/public-address.js';

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
export const never = new AbortController().signal;

export function messageTo(url: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return { id: 'notif:sub-1:7', url, body: '{"text":"Task t-1 finished as completed"}', ...more };
}

/** Longer than any machine takes: only what a test asks for times out. */
const PATIENCE_MS = 120_000;

/** A sender that is allowed to go where receivers of tests are; every name leads there. */
export function openSender(options: Partial<SenderOptions> = {}): Sender {
  return new Sender({
    resolve: () => Promise.resolve(['127.0.0.1']),
    whyNot: () => undefined,
    connectMs: PATIENCE_MS,
    attemptMs: PATIENCE_MS,
    slots: new HostSlots({ waitMs: PATIENCE_MS }),
    ...options,
  });
}

/** A sender as in service, but for the names: they are answered one after another, and the last again and again. */
export function guardedSender(...answers: readonly (readonly string[])[]): { sender: Sender; asked: string[] } {
  const asked: string[] = [];
  const resolve = (hostname: string): Promise<readonly string[]> => {
    if (isIP(hostname) !== 0) throw new Error('an address is no name');
    asked.push(hostname);
    return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1] ?? []);
  };
  return { sender: new Sender({ resolve, whyNot: whyNotPublic }), asked };
}

export function failureIn(outcome: SendOutcome): NotDelivered {
  if (outcome.delivered) throw new Error('it was delivered');
  return outcome;
}
