import fc from 'fast-check';
import { lifeCommand, made } from '../../tasks/support/lifecycle-commands.js';
import { type LifeCommand, LifecycleWorld } from '../../tasks/support/lifecycle-world.js';
import { range } from '../../support/ledger.js';
import type { TestApp } from '../../support/test-app.js';
import { carryOut, type OtherCommand, otherCommand } from './other-commands.js';

/** Worlds under way at once: flushes hold commands of several. */
const WORLDS = 8;
/** Fewer leave something of the machine to what is done meanwhile. */
const WORLDS_MEANWHILE = 2;
/** After so many bursts a world has grown old, and a new one takes its place. */
const BURSTS = 120;
const FIRST_TASKS = 4;

/** Chance alone seldom leads a run so far: one that is canceled at work, and its session stopped. */
const newest = { nth: 0, suited: true };
const CANCELED_AT_WORK: readonly LifeCommand[] = [
  { do: 'create', made: { draft: false, policy: 'none', attempts: 1, auto: false } },
  { do: 'start', task: 0 },
  { do: 'claim_run', run: newest },
  { do: 'start_run', run: newest },
  { do: 'cancel_run', run: newest },
];

const burst = fc.record({
  life: fc.array(lifeCommand, { minLength: 1, maxLength: 4 }),
  others: fc.array(otherCommand, { maxLength: 2 }),
});

/** Commands of all kinds without end, carried out by the service's own handlers. */
export class RandomHistory {
  /** Commands that were accepted so far. */
  accepted = 0;
  private opened = 0;

  /** @param seed repeats what each world decides, though not how they meet */
  constructor(
    private readonly service: TestApp,
    private readonly seed: number,
  ) {}

  /** Goes on until that is enough. */
  async write(enough: () => boolean, worlds = WORLDS): Promise<void> {
    await Promise.all(range(worlds).map(() => this.live(enough)));
  }

  /** Goes on for as long as something else takes. */
  async writeDuring<R>(work: () => Promise<R>): Promise<R> {
    let over = false;
    const working = work().finally(() => (over = true));
    await Promise.all([working, this.write(() => over, WORLDS_MEANWHILE)]);
    return working;
  }

  private async live(enough: () => boolean): Promise<void> {
    while (!enough()) {
      const seed = this.seed + ++this.opened;
      const world = await LifecycleWorld.open(this.service);
      for (const one of CANCELED_AT_WORK) await this.count(world, () => world.burst([one]));
      await this.other({ do: 'stop' }, world);
      await this.count(world, () => world.burst(firstTasks(seed)));
      for (const { life, others } of fc.sample(burst, { seed, numRuns: BURSTS })) {
        if (enough()) return;
        await Promise.all([this.count(world, () => world.burst(life)), ...others.map((one) => this.other(one, world))]);
      }
    }
  }

  private async other(command: OtherCommand, { ids }: LifecycleWorld): Promise<void> {
    if (await carryOut(this.service.app, command, ids)) this.accepted += 1;
  }

  private async count(world: LifecycleWorld, act: () => Promise<void>): Promise<void> {
    const before = acceptedBy(world);
    await act();
    this.accepted += acceptedBy(world) - before;
  }
}

function firstTasks(seed: number) {
  return fc.sample(made, { seed, numRuns: FIRST_TASKS }).map((one) => ({ do: 'create' as const, made: one }));
}

function acceptedBy({ accepted }: LifecycleWorld): number {
  return [...accepted.values()].reduce((sum, times) => sum + times, 0);
}
