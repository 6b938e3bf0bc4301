/**
 * Who gets which run, as `runs.md` 3.4.3 and 3.4.4 say it: filter all runs, sort what is left, take the first. Nothing
 * here is the service's own.
 */
import type { ClaimConstraints } from '../../../src/tasks/domain/task-state.js';

export type PriorityWord = 'low' | 'medium' | 'high' | 'urgent';

export interface ModelOwner {
  readonly kind: string;
  readonly ref: string;
}

export interface ModelSession {
  readonly id: string;
  readonly agent: string;
  readonly workspace: string | undefined;
  readonly channel: string | undefined;
  readonly capabilities: readonly string[];
}

/** A task and its open run, if it has one. */
export interface ModelTask {
  readonly id: string;
  readonly workspace: string | undefined;
  readonly channel: string | undefined;
  readonly constraints: ClaimConstraints;
  /** The task above it, by which it may be paused. */
  readonly root: string | undefined;
  priority: PriorityWord;
  owner: ModelOwner | undefined;
  paused: boolean;
  blocked: boolean;
  canceled: boolean;
  run: ModelRun | undefined;
}

export interface ModelRun {
  readonly id: string;
  readonly queued_at: string;
  /** Undefined while it is queued. */
  holder: { readonly session: string; readonly expired: boolean } | undefined;
}

/** What a claim asks for beyond its session. */
export interface ModelCriteria {
  readonly priority_min: number;
  readonly offers: readonly string[];
}

const WEIGHTS: Readonly<Record<PriorityWord, number>> = { low: 10, medium: 20, high: 30, urgent: 40 };

/** Why a run was not handed out, and what decided between two: so that a test can say that all of it was met. */
export const REASONS = [
  ...['paused', 'paused_above', 'blocked', 'scope', 'priority', 'channel', 'capabilities', 'agent', 'allowed', 'owner'],
  ...['by_weight', 'by_preference', 'by_age', 'by_id'],
];

export class ClaimModel {
  readonly tasks: ModelTask[] = [];
  readonly pausedRoots = new Set<string>();
  readonly met = new Map<string, number>();

  /** The task whose run the session holds. */
  heldBy(session: string): ModelTask | undefined {
    return this.tasks.find(({ run }) => run?.holder?.session === session);
  }

  /** The run that this claim must get. */
  best(session: ModelSession, criteria: ModelCriteria): ModelTask | undefined {
    const offered = new Set([...session.capabilities, ...criteria.offers]);
    const eligible = this.tasks.filter((task) => {
      if (!task.run || task.run.holder || task.canceled) return false;
      const reason = this.reasonAgainst(task, session, offered, criteria);
      if (reason !== undefined) this.count(reason);
      return reason === undefined;
    });
    const [first] = eligible.sort((a, b) => this.order(a, b, offered));
    return first;
  }

  private reasonAgainst(
    task: ModelTask,
    session: ModelSession,
    offered: ReadonlySet<string>,
    { priority_min }: ModelCriteria,
  ): string | undefined {
    const { constraints, owner, run } = task;
    if (task.paused) return 'paused';
    if (task.root !== undefined && this.pausedRoots.has(task.root)) return 'paused_above';
    if (task.blocked) return 'blocked';
    if (task.workspace !== session.workspace) return 'scope';
    if (WEIGHTS[task.priority] < priority_min) return 'priority';
    const channel = task.workspace === undefined ? undefined : (task.channel ?? `coord-${run?.id ?? ''}`);
    if (session.channel !== undefined && session.channel !== channel) return 'channel';
    if (!(constraints.required_capabilities ?? []).every((one) => offered.has(one))) return 'capabilities';
    if (constraints.agent_name !== undefined && constraints.agent_name !== session.agent) return 'agent';
    const lists = constraints.allowed_agent_names ?? [];
    if (lists.some((names) => names.length > 0 && !names.includes(session.agent))) return 'allowed';
    if (owner === undefined) return undefined;
    if (owner.kind === 'pool' && owner.ref === session.agent) return undefined;
    if (owner.kind === 'agent_session' && owner.ref === session.id) return undefined;
    return 'owner';
  }

  private order(a: ModelTask, b: ModelTask, offered: ReadonlySet<string>): number {
    const preference = ({ constraints }: ModelTask): number =>
      (constraints.preferred_capabilities ?? []).filter((one) => offered.has(one)).length;
    const terms: [string, number][] = [
      ['by_weight', WEIGHTS[b.priority] - WEIGHTS[a.priority]],
      ['by_preference', preference(b) - preference(a)],
      ['by_age', compare(a.run?.queued_at, b.run?.queued_at)],
      ['by_id', compare(a.run?.id, b.run?.id)],
    ];
    const [name, value] = terms.find(([, term]) => term !== 0) ?? ['by_id', 0];
    this.count(name);
    return value;
  }

  private count(what: string): void {
    this.met.set(what, (this.met.get(what) ?? 0) + 1);
  }
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
