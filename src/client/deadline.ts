/** A signal for work that may be ended by its caller or by time. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly extend: () => void;
  /** To be called at the end; aborts what still hangs on the signal. */
  readonly close: () => void;
}

/**
 * A signal that is aborted with the caller's, or with a `TimeoutError` after `ms`; `extend` starts that time anew. Once
 * it is closed nothing of it is left, however long the caller's signal lives.
 */
export function openDeadline(caller: AbortSignal | undefined, ms: number): Deadline {
  const controller = new AbortController();
  const follow = (): void => controller.abort(caller?.reason);
  const timer = setTimeout(() => controller.abort(new DOMException('no answer in time', 'TimeoutError')), ms);
  if (caller?.aborted) follow();
  caller?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    extend: () => void timer.refresh(),
    close: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', follow);
      controller.abort();
    },
  };
}
