/** What there is in the whole service that requests can name, by where it lies. */
import type { DataSource } from 'typeorm';
import { OUTSIDE, type Place } from './ownership.js';
import type { Kind } from './request.js';

const RUNS = 'SELECT r.id, t.workspace_id FROM runs r JOIN tasks t ON t.id = r.task_id';
const runsOfStatus = (...statuses: string[]): string =>
  `${RUNS} WHERE r.status IN (${statuses.map((status) => `'${status}'`).join(', ')})`;

/** Things of a kind that are looked at. */
const NEWEST = 200;

/** The newest first. */
const QUERIES: Readonly<Record<Kind, string>> = {
  task: 'SELECT id, workspace_id FROM tasks ORDER BY created_at DESC, id',
  run: `${RUNS} ORDER BY r.queued_at DESC, r.id`,
  number: 'SELECT number::text AS id, workspace_id FROM tasks ORDER BY created_at DESC, id',
  web:
    'SELECT t.uuid::text AS id, t.workspace_id FROM web_tasks w JOIN tasks t ON t.id = w.task_id ' +
    'ORDER BY t.created_at DESC, t.id',
  numbered_run:
    "SELECT t.number || '/runs/' || r.number AS id, t.workspace_id FROM runs r JOIN tasks t ON t.id = r.task_id " +
    'ORDER BY r.queued_at DESC, r.id',
  run_of_task:
    "SELECT t.id || '/runs/' || r.id AS id, t.workspace_id FROM runs r JOIN tasks t ON t.id = r.task_id " +
    'ORDER BY r.queued_at DESC, r.id',
  review: 'SELECT review_id AS id, workspace_id FROM task_reviews ORDER BY updated_at DESC, review_id',
  bridge: 'SELECT id, workspace_id FROM bridges ORDER BY created_at DESC, id',
  subscription:
    "SELECT task_id || '/notifications/bridges/' || subscription_id AS id, workspace_id FROM bridge_subscriptions " +
    'ORDER BY created_at DESC, subscription_id',
  delivery: 'SELECT delivery_id AS id, workspace_id FROM deliveries ORDER BY created_at DESC, delivery_id',
  session: 'SELECT session_id AS id, workspace_id FROM agent_sessions ORDER BY created_at DESC, session_id',
  key: "SELECT id, workspace_id FROM api_keys WHERE label <> 'working' ORDER BY created_at DESC, id",
  workspace: 'SELECT unnest(ARRAY[id, name, path]) AS id, id AS workspace_id FROM workspaces ORDER BY id',
  view: 'SELECT name AS id, NULL::text AS workspace_id FROM views ORDER BY name',
  lease:
    'SELECT r.claim_token_hash AS id, t.workspace_id FROM runs r JOIN tasks t ON t.id = r.task_id ' +
    'WHERE r.claim_token_hash IS NOT NULL ORDER BY r.claimed_at DESC, r.id',
  edge:
    "SELECT d.task_id || '/dependencies/' || d.depends_on_task_id AS id, t.workspace_id FROM task_dependencies d " +
    'JOIN tasks t ON t.id = d.task_id ORDER BY d.created_at DESC, id',
  draft: "SELECT id, workspace_id FROM tasks WHERE status = 'draft' ORDER BY created_at DESC, id",
  pending: "SELECT id, workspace_id FROM tasks WHERE approval_state = 'pending' ORDER BY created_at DESC, id",
  queued: `${runsOfStatus('queued')} ORDER BY r.queued_at DESC, r.id`,
  held: `${runsOfStatus('claimed')} AND r.claim_token_hash IS NOT NULL ORDER BY r.claimed_at DESC, r.id`,
  claimed: `${runsOfStatus('claimed')} ORDER BY r.claim_token_hash IS NULL DESC, r.claimed_at DESC, r.id`,
  working: `${runsOfStatus('starting', 'running')} AND r.claim_token_hash IS NULL ORDER BY r.claimed_at DESC, r.id`,
  failed: `${runsOfStatus('failed')} ORDER BY r.ended_at DESC, r.id`,
  stuck: `${runsOfStatus('needs_attention')} ORDER BY r.queued_at DESC, r.id`,
};

const KINDS = Object.keys(QUERIES) as Kind[];

interface Row {
  readonly id: string | null;
  readonly workspace_id: string | null;
}

export class KnownThings {
  private readonly known = new Map<Kind, ReadonlyMap<Place, readonly string[]>>();
  private readonly places = new Map<string, Place>();

  constructor(private readonly dataSource: DataSource) {}

  /** Looks what there is by now, of these kinds. */
  async look(kinds: readonly Kind[] = KINDS): Promise<void> {
    await Promise.all(kinds.map((kind) => this.lookFor(kind)));
  }

  of(kind: Kind, place: Place): readonly string[] {
    return this.known.get(kind)?.get(place) ?? [];
  }

  /** Where something lies; undefined when it was never seen. */
  placeOf(id: string | undefined): Place | undefined {
    return id === undefined ? undefined : this.places.get(id);
  }

  private async lookFor(kind: Kind): Promise<void> {
    const found = new Map<Place, string[]>();
    for (const { id, workspace_id } of await this.dataSource.query<Row[]>(`${QUERIES[kind]} LIMIT ${NEWEST}`)) {
      if (id === null) continue;
      const place = workspace_id ?? OUTSIDE;
      const ids = found.get(place) ?? [];
      found.set(place, ids);
      ids.push(id);
      this.places.set(id, place);
    }
    this.known.set(kind, found);
  }
}
