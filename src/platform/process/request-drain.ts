import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as delay } from 'node:timers/promises';

/** Answers in hand get this long to end when the service stops; then their connections are cut. */
const DRAIN_MS = 7_000;
const POLL_MS = 10;

/**
 * Lets closing the application wait for the answers in hand. Call before it listens.
 * @returns stops taking connections; those that are idle are closed, the others serve what they have begun
 */
export function prepareDrain(app: NestFastifyApplication): () => void {
  const fastify = app.getHttpAdapter().getInstance();
  let inHand = 0;
  fastify.addHook('onRequest', (_request, reply, done) => {
    inHand += 1;
    reply.raw.once('close', () => (inHand -= 1));
    done();
  });
  fastify.addHook('preClose', async () => {
    const deadline = Date.now() + DRAIN_MS;
    while (inHand > 0 && Date.now() < deadline) await delay(POLL_MS);
  });
  return () => {
    fastify.server.close();
    fastify.server.closeIdleConnections();
  };
}
