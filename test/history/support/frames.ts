/** Streams as tests read them. */
import type { StreamFrame } from '../../../src/client/types.js';
import type { Api, CallOptions } from '../../support/contract.js';

/** The first `count` frames of a stream; the deadline of the test bounds the wait. */
export async function framesOf(
  api: Api,
  count: number,
  path: string,
  options: CallOptions = {},
): Promise<StreamFrame[]> {
  const seen: StreamFrame[] = [];
  const leave = new AbortController();
  for await (const frame of api.stream(path, { ...options, signal: leave.signal })) {
    seen.push(frame);
    if (seen.length >= count) break;
  }
  leave.abort();
  return seen;
}

export const sequencesOf = (items: readonly { readonly sequence: number }[]): number[] =>
  items.map(({ sequence }) => sequence);

/** How far the log goes, as the service says it. */
export async function headOf(api: Api): Promise<number> {
  return Number((await api.get('/api/tasks?limit=1')).headers.get('x-ledger-position'));
}
