/**
 * Does something for at most so long. A signal of its own for each message: one that is combined with that of the service
 * would stay with it for ever.
 */
export async function within<R>(
  wholeMs: number,
  signal: AbortSignal,
  work: (whole: AbortSignal) => Promise<R>,
): Promise<R> {
  const whole = new AbortController();
  const breakOff = (): void => whole.abort();
  if (signal.aborted) breakOff();
  signal.addEventListener('abort', breakOff, { once: true });
  const timer = setTimeout(breakOff, wholeMs);
  try {
    return await work(whole.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', breakOff);
  }
}
