/** One instance of the service as followers see it: leadership, hub and the followers of a registry. */
import { Leadership } from '../../src/ledger/duties/leadership.js';
import { Followers } from '../../src/ledger/followers/followers.js';
import type { Difference } from '../../src/ledger/followers/rebuild/compare.js';
import { checkAgainstLog } from '../../src/ledger/followers/rebuild/rebuild.js';
import { rebuildables } from '../../src/ledger/followers/rebuild/units.js';
import { readCheckpoints } from '../../src/ledger/followers/view-checkpoints.js';
import { ViewPositions } from '../../src/ledger/followers/view-positions.js';
import { Hub } from '../../src/ledger/hub/hub.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { accountStream, accountView } from './account-stream.js';
import type { SummaryView } from './account-summary.js';
import type { TestLedger } from './ledger.js';

export interface FollowerInstance {
  readonly followers: Followers;
  readonly hub: Hub;
  readonly positions: ViewPositions;
  readonly errors: readonly unknown[];
  /** Resolves when every view has come to the log's head. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

/** A database with a ledger, and its log. */
export type FollowedLedger = Pick<TestLedger, 'url' | 'log' | 'sql'>;

const WITHIN_MS = 60_000;

export function accountsWith(view: SummaryView): StreamRegistry {
  const registry = new StreamRegistry();
  registry.register(accountStream);
  registry.view(accountView);
  registry.follower(view);
  return registry;
}

export async function startFollowers(
  ledger: FollowedLedger,
  registry: StreamRegistry,
  options: { readonly paceMs?: number } = {},
): Promise<FollowerInstance> {
  const errors: unknown[] = [];
  const { url, log } = ledger;
  const hub = new Hub(log, { pollMs: 50 });
  const leadership = new Leadership(url);
  const positions = new ViewPositions(() => readCheckpoints((text, values) => ledger.sql(text, values)));
  const onError = (_view: string, error: unknown): void => void errors.push(error);
  const parts = { url, registry, log, hub, leadership, positions, query: ledger.sql, onError };
  const followers = new Followers({ ...parts, ...options });
  await hub.start();
  await leadership.start();
  followers.start();
  return {
    followers,
    hub,
    positions,
    errors,
    caughtUp: async () => {
      const head = await log.head();
      for (const { name } of registry.followerViews()) await comesTo(positions, name, head);
    },
    stop: async () => {
      await followers.stop();
      await leadership.stop();
      await hub.stop();
    },
  };
}

/** What the tables of all views say other than the log. */
export async function differencesFromLog(
  ledger: Pick<FollowedLedger, 'url'>,
  registry: StreamRegistry,
): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const unit of rebuildables(registry))
    found.push(...(await checkAgainstLog(unit, { url: ledger.url, registry })));
  return found;
}

async function comesTo(positions: ViewPositions, name: string, head: number): Promise<void> {
  const reader = await readerOf(positions, name);
  if (!(await reader.reached(head, WITHIN_MS))) throw new Error(`the ${name} view did not come to ${head}`);
}

/** A follower's first checkpoint is written shortly after the start. */
async function readerOf(positions: ViewPositions, name: string): ReturnType<ViewPositions['readerOf']> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    try {
      return await positions.readerOf(name);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
