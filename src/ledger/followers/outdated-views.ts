import type { LaneQuery } from '../lane/lookup.js';
import type { StreamRegistry } from '../registry.js';
import { InlineRebuild } from './rebuild/inline-rebuild.js';
import { isOutdated, rebuildOutdated } from './rebuild/rebuild.js';
import { rebuildables } from './rebuild/units.js';

export interface OutdatedViewsOptions {
  readonly url: string;
  readonly registry: StreamRegistry;
  readonly query: LaneQuery;
  readonly stopped: () => boolean;
  readonly onError: (view: string, error: unknown) => void;
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
