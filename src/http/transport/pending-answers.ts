import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

/**
 * Which request a connection is busy with, from its head to the end of its body and its answer: what goes wrong on the
 * connection meanwhile belongs to that request.
 */
const pending = new WeakMap<Socket, FastifyReply>();

/** Notes an answer until its connection is through with the request. */
export function notePendingAnswer(reply: FastifyReply): void {
  const { raw } = reply.request;
  const { socket } = raw;
  pending.set(socket, reply);
  reply.raw.on('close', () => {
    // After a refusal the rest of the body may still come in.
    if (raw.complete && pending.get(socket) === reply) pending.delete(socket);
  });
}

export function pendingAnswer(socket: Socket): FastifyReply | undefined {
  return pending.get(socket);
}
