import type { KeyCreated } from './key-events.js';

/** A secret that was replaced and still works. */
export interface FormerSecret {
  readonly hash: string;
  readonly until: string;
}

/** An API key (`registries.md` 5). When it was last used is operational and not part of it: no event says so. */
export interface KeyState extends KeyCreated {
  /** Replaced secrets in their grace, the oldest first. */
  readonly former: readonly FormerSecret[];
  readonly created_at: string;
  /** Set once the key is revoked, which nothing takes back. */
  readonly disabled_at?: string;
}

/** The state of a key's stream: null before its creation. */
export type KeyStream = KeyState | null;

/** A secret by which a key may be used; without `until` it works as long as the key. */
export interface UsableSecret {
  readonly hash: string;
  readonly until?: string;
}

/** The secrets of a key, the present one first; each ends with the key at the latest. None once it is revoked. */
export function usableSecrets(key: KeyState): readonly UsableSecret[] {
  if (key.disabled_at !== undefined) return [];
  const { expires_at } = key;
  const former = key.former.map(({ hash, until }) => ({ hash, until: earlier(until, expires_at) }));
  return [{ hash: key.secret_hash, ...(expires_at === undefined ? {} : { until: expires_at }) }, ...former];
}

/** The earlier of two times; times of one form sort as they follow each other. */
export function earlier(time: string, other: string | undefined): string {
  return other !== undefined && other < time ? other : time;
}
