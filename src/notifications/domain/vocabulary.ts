/** The words of bridges and subscriptions (`registries.md` 3, `reviews.md` C.1), in the order of the contract. */
export const BRIDGE_STATUSES = ['ready', 'disabled', 'error'] as const;
export type BridgeStatus = (typeof BRIDGE_STATUSES)[number];

export const DELIVERY_MODES = ['direct-send', 'reply'] as const;
export type DeliveryMode = (typeof DELIVERY_MODES)[number];

/** Other words for the modes, as callers may write them. */
export const DELIVERY_MODE_ALIASES: Readonly<Record<string, DeliveryMode>> = {
  direct: 'direct-send',
  direct_send: 'direct-send',
  send: 'direct-send',
  'reply-send': 'reply',
  reply_send: 'reply',
};

/**
 * What becomes of a message: `pending` until its first try has ended, `failing` while tries fail, `suppressed` when its
 * bridge was told to send nothing, `dropped` when the task went on or the subscription ended before it got through.
 */
export const DELIVERY_STATUSES = ['pending', 'failing', 'delivered', 'suppressed', 'dropped'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
