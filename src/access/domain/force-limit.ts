/**
 * How often an agent may pause, resume and force (`tasks.md` 3.3): so many calls a minute per agent and task, in a
 * fixed window that the first call starts. Counted in memory, by every instance for itself.
 */
import type { Actor } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';

const WINDOW_MS = 60_000;

/** The calls of one agent on one task since the first of them. */
interface CallWindow {
  readonly startedAt: number;
  readonly calls: number;
}

/** The window after one more call; a window that is over gives way to a new one. */
function windowAfterCall(window: CallWindow | undefined, now: number): CallWindow {
  if (!window || isOver(window, now)) return { startedAt: now, calls: 1 };
  return { ...window, calls: window.calls + 1 };
}

function isOver(window: CallWindow, now: number): boolean {
  return now - window.startedAt >= WINDOW_MS;
}

/** A refusal that says after how many seconds the call may be repeated. */
export class ForceLimitRejection extends Rejection {
  constructor(
    message: string,
    details: Rejection['details'],
    readonly retryAfterSeconds: number,
  ) {
    super('force_op_rate_limited', message, details);
  }
}

export interface ForceLimitRule {
  /** Whether agents may force at all (setting `TASK_RECOVERY_ALLOW_AGENT_FORCE`). */
  readonly allowAgents: boolean;
  /** Calls a minute per agent and task. */
  readonly perMinute: number;
  /** Windows that are remembered at most. */
  readonly capacity: number;
}

/** Refuses agents what they may not do, or not so often. People and the service itself always pass. */
export class AgentForceLimiter {
  private readonly windows = new Map<string, CallWindow>();

  /** @param now the time in ms; only differences count */
  constructor(
    private readonly rule: ForceLimitRule,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.windows.size;
  }

  /** Refuses with `forbidden_operator_action` where agents may not force at all. */
  requireAllowed(actor: Actor): void {
    if (this.rule.allowAgents || !isAgent(actor)) return;
    const message = 'agent sessions may not pause, resume or force';
    throw new Rejection('forbidden_operator_action', message, {
      diagnostic: {
        code: 'forbidden_operator_action',
        severity: 'error',
        title: 'Force operation is disabled for agents',
        message,
        suggested_command: 'set TASK_RECOVERY_ALLOW_AGENT_FORCE=true',
        evidence: { actor_kind: actor.kind, actor_id: actor.ref },
      },
    });
  }

  /** Counts a call; refuses with `force_op_rate_limited` beyond the limit, which counts nothing. */
  count(actor: Actor, taskId: string): void {
    if (!isAgent(actor)) return;
    const now = this.now();
    const key = JSON.stringify([actor.kind, actor.ref, taskId]);
    const window = windowAfterCall(this.windows.get(key), now);
    if (window.calls > this.rule.perMinute) throw this.refusal(actor, taskId, window, now);
    this.keep(key, window, now);
  }

  private keep(key: string, window: CallWindow, now: number): void {
    this.windows.set(key, window);
    if (this.windows.size <= this.rule.capacity) return;
    for (const [other, known] of this.windows) if (isOver(known, now)) this.windows.delete(other);
    // A map keeps the order of insertion: the one that began longest ago stands first.
    const [oldest] = this.windows.keys();
    if (this.windows.size > this.rule.capacity && oldest !== undefined) this.windows.delete(oldest);
  }

  private refusal(actor: Actor, taskId: string, window: CallWindow, now: number): Rejection {
    const { perMinute: limit } = this.rule;
    const message = `at most ${limit} force operations a minute on task ${taskId}`;
    const diagnostic = {
      code: 'force_op_rate_limited',
      severity: 'warn',
      title: 'Force operation rate limit exceeded',
      message,
      suggested_command: `GET /api/tasks/${taskId}/inspect`,
      evidence: { actor_kind: actor.kind, actor_id: actor.ref, task_id: taskId, limit },
    } as const;
    const waitMs = window.startedAt + WINDOW_MS - now;
    return new ForceLimitRejection(message, { diagnostic }, Math.max(1, Math.ceil(waitMs / 1000)));
  }
}

function isAgent(actor: Actor): boolean {
  return actor.kind === 'agent_session';
}
