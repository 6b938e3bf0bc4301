import type { LaneQuery } from '../lane/lookup.js';
import type { StreamRegistry } from '../registry.js';
import { InlineRebuild } from './rebuild/inline-rebuild.js';
import { isOutdated, rebuildOutdated } from './rebuild/rebuild.js';
import { rebuildables } from './rebuild/units.js';
import { beginEmptyLedger } from './view-checkpoints.js';

export interface OutdatedViewsOptions {
  readonly url: string;
  readonly registry: StreamRegistry;
  readonly query: LaneQuery;
  readonly stopped: () => boolean;
  readonly onError: (view: string, error: unknown) => void;
}

/**
 * To be called before the first command: the lane's views of a ledger that is empty are of the present version, and are
 * not to be rebuilt as views would be that were written before versions were raised.
 */
export async function noteVersionsOfEmptyLedger(query: LaneQuery, registry: StreamRegistry): Promise<void> {
  const inline = rebuildables(registry).filter((unit) => unit instanceof InlineRebuild);
  await beginEmptyLedger(
    query,
    inline.flatMap(({ views }) => views),
  );
}

/**
 * Rebuilds the lane's views whose version was raised, one after another; what followers write they see to themselves. The
 * lane writes the present version from the first flush on: what a rebuild adds are the rows that nothing touches.
 * @returns whether all are of the present version now.
 */
export async function rebuildOutdatedViews(options: OutdatedViewsOptions): Promise<boolean> {
  let all = true;
  for (const unit of rebuildables(options.registry)) {
    if (!(unit instanceof InlineRebuild)) continue;
    try {
      if (await isOutdated(options.query, unit)) await rebuildOutdated(unit, options);
    } catch (error) {
      all = false;
      if (!options.stopped()) options.onError(unit.name, error);
    }
  }
  return all;
}
