import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Answer } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import type { Committed } from '../../ledger/lane/command.js';
import type { EnqueuedCall } from '../../tasks/commands/enqueue-called-run.js';
import { type CalledRun, goneRun, hasEnded, newlyCalledRun } from '../views/called-run.js';
import { CalledRuns } from '../views/called-run-reader.js';
import { type HeldAnswer, WaitingCalls } from '../views/waiting-calls.js';
import { callerLeaves } from './caller-leaves.js';

/** Token of the longest time that a call is held, in ms (setting `HOLD_MAX_SECONDS`). */
export const HOLD_MAX_MS = Symbol('longest hold of a call');

/** A run that was given a time is waited for a little longer than that, so that its end is heard of (`http.md` 11.8). */
const AFTER_TIMEOUT_MS = 5_000;

/** A called run as its caller is told of it. */
export interface SettledCall {
  readonly run: CalledRun;
  /** Whether the caller was held for it. */
  readonly waited: boolean;
}

/** Answers calls that asked for a run: at once, or at the run's end for those who want to wait (`http.md` 11.8). */
@Injectable()
export class HeldCalls {
  constructor(
    private readonly runs: CalledRuns,
    private readonly waiting: WaitingCalls,
    @Inject(HOLD_MAX_MS) private readonly holdMaxMs: number,
  ) {}

  /**
   * The run as the caller of a committed call is told of it. One that has ended already is told of as it ended, whether
   * the caller wants to wait or not. Whoever is held may lose its key meanwhile: look at `caller.life` before it is told.
   */
  async settle(
    { result, position }: Committed<EnqueuedCall>,
    caller: Caller,
    response: ServerResponse,
    reply: Answer,
  ): Promise<SettledCall> {
    reply.at(position);
    if (result.replayed) reply.replayed();
    const run = await this.present(result);
    if (!result.wait || hasEnded(run)) return { run, waited: false };
    const held = await this.waiting.hold(run, this.boundOf(result), callerLeaves(response, caller.life));
    reply.at(Math.max(position, held.position));
    if (held.by === 'skipped') reply.header('x-hold-skipped', 'capacity');
    return { run: held.run, waited: wasHeld(held) };
  }

  /** What was made just now need not be read. */
  private async present({ task, run, replayed, wait }: EnqueuedCall): Promise<CalledRun> {
    const made = newlyCalledRun(task, run);
    if (!replayed) return made;
    return (await this.runs.one(run.id, wait ? 'followed' : 'alone')) ?? goneRun(made);
  }

  private boundOf({ run }: EnqueuedCall): number {
    if (run.session_timeout === undefined) return this.holdMaxMs;
    return Math.min(this.holdMaxMs, run.session_timeout * 1_000 + AFTER_TIMEOUT_MS);
  }
}

function wasHeld({ by }: HeldAnswer): boolean {
  return by !== 'skipped';
}
