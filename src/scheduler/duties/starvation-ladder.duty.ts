import type { CommandBus } from '@nestjs/cqrs';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import { Findings } from '../../ledger/duties/findings.js';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import { FlagRunForAttention } from '../commands/flag-run-for-attention.js';
import { TellStarvedRun } from '../commands/tell-starved-run.js';
import { uncoveredClasses } from '../domain/coverage.js';
import type { DueRun, LadderSettings, RunStarvation } from '../views/run-starvation.js';
import type { WaitingClasses } from '../views/waiting-classes.js';

/** Runs that one turn says something of; the others are due again at the next: the lane is there for everybody. */
const STEPS = 500;

/** What the ladder needs to know and to remember. */
export interface LadderParts {
  readonly classes: WaitingClasses;
  readonly starvation: RunStarvation;
  readonly commands: CommandBus;
}

/**
 * Counts the turns in which no active session could claim a run that is queued for long; after so many it says that the
 * run starves, after more it takes the run out of the queue (`runs.md` 4.3.2; architecture.md 12, decision 2). While the
 * scheduler, the task or one above it is paused, counts are held. The tiers before those two have nothing to do here:
 * whoever waits with a claim is woken by itself, and the service starts no workers.
 */
export class StarvationLadderDuty implements Duty {
  readonly name = 'starvation_ladder';

  constructor(
    private readonly settings: LadderSettings,
    private readonly parts: LadderParts,
  ) {}

  get intervalMs(): number {
    return this.settings.tickMs;
  }

  async run(): Promise<DutyReport> {
    const { classes, starvation } = this.parts;
    const waiting = await classes.find(this.settings.ageMs);
    const uncovered = uncoveredClasses(waiting, await classes.claimers(waiting));
    const due = await starvation.count(uncovered, this.settings);
    const findings = await this.climb(due.slice(0, STEPS));
    await starvation.forgetEnded();
    return findings.report();
  }

  private async climb(due: readonly DueRun[]): Promise<Findings> {
    const context: CommandContext = {
      actor: { kind: 'daemon', ref: 'scheduler' },
      origin: { kind: 'daemon', ref: 'daemon.scheduler' },
      correlationId: newId('duty'),
    };
    const findings = new Findings();
    const told: DueRun[] = [];
    await findings.each(due, (run) => this.step(run, context, told));
    await this.parts.starvation.tell(told);
    return findings;
  }

  private async step(run: DueRun, context: CommandContext, told: DueRun[]): Promise<boolean> {
    const { commands } = this.parts;
    let acted = false;
    if (!run.told) {
      acted = (await commands.execute(new TellStarvedRun(run, context))).result;
      if (acted) told.push(run);
    }
    if (run.turns < this.settings.attentionTurns) return acted;
    return (await commands.execute(new FlagRunForAttention(run, context))).result || acted;
  }
}
