import type { Scope } from '../../tasks/domain/vocabulary.js';

/** The stored events of a bridge's stream. The secret is never among them: they name where it is kept. */
export interface BridgeCreated {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly workspace_id?: string;
  readonly endpoint_url: string;
  readonly enabled: boolean;
  readonly notification_suppress: boolean;
  /** Under which id the signing secret is kept; without one, messages are not signed. */
  readonly secret_id?: string;
}

/** What changed; a `secret_id` of null was taken away. Any update, one that changes nothing too, ends a failure. */
export interface BridgeUpdated {
  readonly id: string;
  readonly name?: string;
  readonly endpoint_url?: string;
  readonly enabled?: boolean;
  readonly notification_suppress?: boolean;
  readonly secret_id?: string | null;
}

export interface BridgeDeleted {
  readonly id: string;
}

/** So many deliveries in a row have failed, the last one by this error. */
export interface BridgeFailing {
  readonly id: string;
  readonly failures: number;
  readonly last_error: string;
}

export interface BridgeRecovered {
  readonly id: string;
}

export type BridgeEvent =
  | { readonly type: 'bridge.created'; readonly data: BridgeCreated }
  | { readonly type: 'bridge.updated'; readonly data: BridgeUpdated }
  | { readonly type: 'bridge.deleted'; readonly data: BridgeDeleted }
  | { readonly type: 'bridge.failing'; readonly data: BridgeFailing }
  | { readonly type: 'bridge.recovered'; readonly data: BridgeRecovered };
