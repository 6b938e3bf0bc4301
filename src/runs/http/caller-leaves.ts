import type { ServerResponse } from 'node:http';

/** A signal that is aborted when the caller closes its connection before the response is through. */
export function callerLeaves(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
