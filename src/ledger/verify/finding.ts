export type FindingKind =
  | 'position_gap'
  | 'data_changed'
  | 'data_missing'
  | 'link_broken'
  | 'version_gap'
  | 'state_differs'
  | 'stream_missing'
  | 'stream_unreadable';

/** One place where the ledger is not what it says it is. */
export interface Finding {
  readonly kind: FindingKind;
  readonly position?: number;
  readonly stream?: string;
  readonly message: string;
}
