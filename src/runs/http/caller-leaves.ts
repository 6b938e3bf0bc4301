import type { FastifyRequest } from 'fastify';

/** A signal that is aborted when the caller closes its connection before it is answered. */
export function callerLeaves(request: FastifyRequest): AbortSignal {
  const controller = new AbortController();
  const { socket } = request.raw;
  const leave = (): void => controller.abort();
  if (socket.destroyed) leave();
  socket.once('close', leave);
  request.raw.once('close', () => socket.removeListener('close', leave));
  return controller.signal;
}
