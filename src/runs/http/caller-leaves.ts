import type { ServerResponse } from 'node:http';
import type { CallerLife } from '../../http/identity/caller-life.js';

/**
 * A signal that is aborted when nobody is left to answer: the caller closes its connection before the response is
 * through, or may no longer call.
 */
export function callerLeaves(response: ServerResponse, life: CallerLife): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  const forget = life.onEnd(() => controller.abort());
  response.once('close', () => {
    forget();
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** Whether somebody is left to answer, for those who look now and then: nothing has to be told, and so nothing listens. */
export function callerPresence(response: ServerResponse, life: CallerLife): Pick<AbortSignal, 'aborted'> {
  return {
    get aborted() {
      return life.over || (response.destroyed && !response.writableFinished);
    },
  };
}
