/** What a message was, as its receiver may say it back. */
export interface Sent {
  readonly delivery_id: string;
  readonly seq: number;
}

/**
 * Why a receiver's answer cannot be the acknowledgement of this message (`reviews.md` C.6): it may say the delivery's id
 * and sequence back, and then they must be the same. An answer that is no JSON object says nothing of either.
 */
export function acknowledgementFault(answer: string | undefined, sent: Sent): string | undefined {
  const { delivery_id, seq } = objectIn(answer);
  if (delivery_id !== undefined && delivery_id !== sent.delivery_id)
    return 'the answer acknowledges another delivery_id';
  if (seq !== undefined && seq !== sent.seq) return 'the answer acknowledges another seq';
  return undefined;
}

function objectIn(text: string | undefined): { readonly delivery_id?: unknown; readonly seq?: unknown } {
  if (text?.trimStart().startsWith('{') !== true) return {};
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}
