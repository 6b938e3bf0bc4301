import { redactText } from '../../platform/redaction/redact.js';
import type { LaneQuery } from '../lane/lookup.js';
import type { StreamRegistry } from '../registry.js';
import { Rejection } from '../rejection.js';
import { rebuild, RebuildStopped } from './rebuild/rebuild.js';
import { rebuildsUnderWay } from './rebuild/rebuild-lock.js';
import type { Rebuildable } from './rebuild/rebuildable.js';
import { rebuildables } from './rebuild/units.js';

export interface RebuildsOptions {
  readonly url: string;
  readonly registry: StreamRegistry;
  /** Reads outside of any transaction. */
  readonly query: LaneQuery;
  readonly onError: (rebuild: string, error: unknown) => void;
}

/** The rebuilds that somebody asked this instance for: behind the answer, one after another, whatever its role. */
export class Rebuilds {
  private readonly wanted = new Set<string>();
  private readonly failures = new Map<string, string>();
  private last: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly options: RebuildsOptions) {}

  /** What can be rebuilt, as the contexts have registered it. */
  units(): readonly Rebuildable[] {
    return rebuildables(this.options.registry);
  }

  /**
   * Begins to rebuild a view, with those that share its tables, unless that is under way, here or in another process.
   * @throws Rejection `view_not_found`.
   */
  async start(view: string): Promise<void> {
    const unit = this.units().find(({ views }) => views.some(({ name }) => name === view));
    if (!unit) throw new Rejection('view_not_found', `there is no view ${view}`);
    const underWay = await rebuildsUnderWay(this.options.query, [unit.name]);
    if (underWay.has(unit.name) || this.wanted.has(unit.name)) return;
    this.wanted.add(unit.name);
    this.failures.delete(unit.name);
    this.last = this.last.then(() => this.run(unit));
  }

  /** Names of the rebuilds (`Rebuildable.name`) that were asked for here and have not ended. */
  running(): ReadonlySet<string> {
    return this.wanted;
  }

  /** Why the last rebuild of this name failed here. */
  failureOf(rebuild: string): string | undefined {
    return this.failures.get(rebuild);
  }

  /** Stops between two pages; a rebuild that is asked for again goes on from there. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.last;
  }

  private async run(unit: Rebuildable): Promise<void> {
    const { url, registry, onError } = this.options;
    try {
      await rebuild(unit, { url, registry, stopped: () => this.stopped });
    } catch (error) {
      if (error instanceof RebuildStopped) return;
      this.failures.set(unit.name, redactText(error instanceof Error ? error.message : String(error)));
      onError(unit.name, error);
    } finally {
      this.wanted.delete(unit.name);
    }
  }
}
