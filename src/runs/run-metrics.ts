import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Counter, Histogram } from 'prom-client';
import type { RecordedEvent } from '../ledger/event.js';
import { Lane } from '../ledger/lane/lane.js';
import { MetricsRegistry, type Sample } from '../platform/health/metrics.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import type { RunLeaseExpired } from '../tasks/domain/run-events.js';
import type { TaskEvent } from '../tasks/domain/task-events.js';
import type { RunState } from '../tasks/domain/task-state.js';
import { ClaimsMade } from './commands/claims-made.js';
import { type QueueDepth, QueueDepths, type Standing } from './views/queue-depth.js';
import { HOLD_ENDS, WaitingCalls } from './views/waiting-calls.js';
import { WaitingClaims } from './views/waiting-claims.js';
import { WorkspaceLabels } from './views/workspace-labels.js';

/** Label of the tasks that belong to no workspace. */
const GLOBAL = 'global';
const LATENCIES = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400];
const ACTIVE = ['claimed', 'starting', 'running'] as const;
const EXPIRY_REASONS: readonly RunLeaseExpired['reason'][] = [
  'scheduler_sweep',
  'orphaned_on_boot',
  'claim_superseded',
];

type EndedStatus = 'completed' | 'failed' | 'canceled';

/** The status of the run that the event ends. */
const ENDS: ReadonlyMap<string, EndedStatus> = new Map<TaskEvent['type'], EndedStatus>([
  ['task.run_completed', 'completed'],
  ['task.run_failed', 'failed'],
  ['task.run_operator_forced_fail', 'failed'],
  ['task.run_recovered_from_attention', 'failed'],
  ['task.run_canceled', 'canceled'],
]);

/**
 * What whoever is on call wants to know of runs: how much waits and for how long, who is at work, what ends how. Gauges
 * of the ledger are the same in every instance; counters are of what this instance committed.
 */
@Injectable()
export class RunMetrics implements OnModuleInit {
  private readonly labels: WorkspaceLabels;

  constructor(
    @Inject(MetricsRegistry) private readonly metrics: MetricsRegistry,
    @Inject(SETTINGS_TOKEN) { metricsWorkspaces }: ServiceSettings,
    private readonly depths: QueueDepths,
    private readonly waiting: WaitingClaims,
    private readonly calls: WaitingCalls,
    private readonly claims: ClaimsMade,
    private readonly lane: Lane,
  ) {
    this.labels = new WorkspaceLabels(metricsWorkspaces);
  }

  onModuleInit(): void {
    this.exportQueue();
    this.exportStanding();
    this.exportEvents();
    this.exportClaimLatency();
    const help = 'Callers that wait in this instance for a run to claim';
    this.metrics.gauge({ name: 'waiting_claims', help }, () => [{ value: this.waiting.count }]);
    this.exportHolds();
  }

  private exportHolds(): void {
    const help = "Calls of the compatibility fronts that are held in this instance until their run's end";
    this.metrics.gauge({ name: 'held_calls', help }, () => [{ value: this.calls.count }]);
    const ended = this.metrics.counter({
      name: 'held_calls_ended_total',
      help: 'Calls that asked to be held, answered',
      labelNames: ['by'],
    });
    for (const by of HOLD_ENDS) ended.inc({ by }, 0);
    this.calls.onEnd((by) => ended.inc({ by }));
  }

  private exportQueue(): void {
    const queue = this.metrics.reading('queue', async () => this.byLabel(await this.depths.byWorkspace()));
    const labelNames = ['workspace', 'priority'];
    const depth = { name: 'queue_runs', help: 'Queued runs that claim-next may hand out', labelNames };
    this.metrics.gauge(
      depth,
      async () => (await queue.get())?.map(({ labels, runs }) => ({ labels, value: runs })) ?? [],
    );
    const age = { name: 'queue_oldest_seconds', help: 'How long the oldest of these has been queued', labelNames };
    this.metrics.gauge(
      age,
      async () => (await queue.get())?.map(({ labels, oldest }) => ({ labels, value: oldest })) ?? [],
    );
  }

  /** The depths under the labels that they go out with. */
  private byLabel(depths: readonly QueueDepth[]): LabelledDepth[] {
    const byWorkspace = new Map<string, number>();
    for (const { workspace_id: id, runs } of depths)
      if (id !== null) byWorkspace.set(id, (byWorkspace.get(id) ?? 0) + runs);
    const labelOf = this.labels.choose(byWorkspace);
    const labelled = new Map<string, LabelledDepth>();
    for (const { workspace_id, priority, runs, oldest_seconds } of depths) {
      const workspace = workspace_id === null ? GLOBAL : labelOf(workspace_id);
      const known = labelled.get(`${priority} ${workspace}`);
      labelled.set(`${priority} ${workspace}`, {
        labels: { workspace, priority },
        runs: (known?.runs ?? 0) + runs,
        oldest: Math.max(known?.oldest ?? 0, oldest_seconds),
      });
    }
    return [...labelled.values()];
  }

  private exportStanding(): void {
    const standing = this.metrics.reading('runs', () => this.depths.standing());
    const gauge = (name: string, help: string, label: string | undefined, words: Readonly<Record<string, string>>) =>
      this.metrics.gauge({ name, help, labelNames: label === undefined ? [] : [label] }, async () =>
        samplesOf(await standing.get(), label, words),
      );
    gauge('active_runs', 'Runs that somebody has', 'status', Object.fromEntries(ACTIVE.map((word) => [word, word])));
    gauge('held_runs', 'Queued runs that claim-next may hand out to nobody', 'reason', {
      held_paused: 'paused',
      held_blocked: 'blocked',
    });
    gauge('needs_attention_runs', 'Runs that left the queue because nobody could take them', undefined, {
      needs_attention: '',
    });
    gauge('scheduler_paused', '1 while claim-next hands out nothing', undefined, { scheduler_paused: '' });
  }

  private exportEvents(): void {
    const { metrics } = this;
    const claims = metrics.counter({ name: 'claims_total', help: 'Runs claimed', labelNames: ['by'] });
    const expiries = metrics.counter({
      name: 'lease_expiries_total',
      help: 'Leases that ran out, their runs queued again',
      labelNames: ['reason'],
    });
    const ended = metrics.counter({ name: 'runs_ended_total', help: 'Runs that ended', labelNames: ['status'] });
    for (const by of ['agent', 'operator']) claims.inc({ by }, 0);
    for (const reason of EXPIRY_REASONS) expiries.inc({ reason }, 0);
    for (const status of new Set(ENDS.values())) ended.inc({ status }, 0);
    this.lane.onCommitted((events) => {
      for (const event of events) count(event, { claims, expiries, ended });
    });
  }

  private exportClaimLatency(): void {
    const latency = new Histogram({
      name: 'taskledger_claim_latency_seconds',
      help: 'Time in the queue of runs that claim-next handed out for the first time',
      buckets: LATENCIES,
      registers: [this.metrics],
    });
    this.claims.listen((run) => {
      const seconds = secondsInQueue(run);
      if (seconds !== undefined) latency.observe(seconds);
    });
  }
}

interface LabelledDepth {
  readonly labels: { readonly workspace: string; readonly priority: string };
  readonly runs: number;
  readonly oldest: number;
}

/** A sample for each word, 0 where nothing stands so; none where it could not be read. */
function samplesOf(
  standing: Standing | undefined,
  label: string | undefined,
  words: Readonly<Record<string, string>>,
): Sample[] {
  if (!standing) return [];
  return Object.entries(words).map(([key, word]) => ({
    labels: label === undefined ? {} : { [label]: word },
    value: standing.get(key) ?? 0,
  }));
}

function count(
  { type, data }: RecordedEvent,
  { claims, expiries, ended }: Readonly<Record<'claims' | 'expiries' | 'ended', Counter>>,
): void {
  const status = ENDS.get(type);
  if (status) ended.inc({ status });
  else if (type === 'task.run_claimed') claims.inc({ by: data?.claim_token_hash === undefined ? 'operator' : 'agent' });
  else if (type === 'task.run_lease_expired') {
    const reason = EXPIRY_REASONS.find((one) => one === data?.reason);
    if (reason) expiries.inc({ reason });
  }
}

/** Requeued runs keep their queue time, so that it says nothing of the queue any more (`runs.md` 8.1). */
function secondsInQueue({ lease_epoch, queued_at, claimed_at }: RunState): number | undefined {
  if (lease_epoch !== 1 || claimed_at === undefined) return undefined;
  return (Date.parse(claimed_at) - Date.parse(queued_at)) / 1_000;
}
