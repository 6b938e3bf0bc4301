import type { RowSink } from '../../../src/ledger/lane/inline-view.js';
import type { AnyTable } from '../../../src/ledger/lane/table.js';
import type { Recorded } from '../../../src/ledger/stream-type.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import type { TaskStream } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { presentWebTask, type WebTaskView } from '../../../src/tasks/views/web-task.js';
import { webTaskView } from '../../../src/tasks/views/web-task-view.js';
import { ACTOR, ORIGIN, timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  completed,
  created,
  deleted,
  enqueued,
  failed,
  RUN,
  TASK,
  updated,
} from '../support/task-histories.js';
import {
  OTHER_SECRET,
  schemaEnqueued,
  schemasGenerated,
  schemasReset,
  SECRET,
  webCreated,
  WEBSITE,
} from '../support/web-task-histories.js';

type Rows = Map<string, object>;

/** The rows that a history leaves, when so many events at a time are one change. */
function rowsOf(history: readonly TaskEvent[], size = 1): Rows {
  const rows: Rows = new Map();
  const keyOf = (table: AnyTable, row: object) =>
    [table.name, ...table.key.map((column) => (row as Record<string, unknown>)[column])].join('/');
  const sink: RowSink = {
    put: (table, row) => void rows.set(keyOf(table, row), row),
    remove: (table, key) => void rows.delete(keyOf(table, key)),
  };
  let after: TaskStream = taskStream.initial;
  for (let at = 0; at < history.length; at += size) {
    const before = after;
    const events = history.slice(at, at + size).map((event, i) => recorded(event, at + i));
    for (const event of events) after = taskStream.evolve(after, event);
    webTaskView.project({ id: TASK, before, after, events }, sink);
  }
  return rows;
}

function recorded(event: TaskEvent, n: number): Recorded<TaskEvent> {
  return { ...event, position: n + 1, recordedAt: timeOf(n), actor: ACTOR, origin: ORIGIN };
}

const texts = (rows: Rows) =>
  Object.fromEntries(
    [...rows].flatMap(([key, row]) => (key.startsWith('web_task_texts/') ? [[key.split('/')[2], row]] : [])),
  ) as Record<string, { readonly value: string }>;

const SLOT = { name: 'shop', type: 'login', requires_totp: true } as const;
const WEB = {
  input_schema: { type: 'object', properties: {} },
  output_schema: '{ "type": "array" }',
  required_secrets: [{ name: 'shop', requires_totp: true }],
  creation_secrets: [{ secret_uuid: SECRET, description: 'the shop' }],
  secret_bindings: { shop: SECRET, mail: SECRET },
};
const AGAIN = [schemasReset(), schemaEnqueued(), claimed(), completed()];

describe('the view of web tasks', () => {
  it('has no rows of other tasks', () => {
    expect(rowsOf([created(), enqueued(), claimed(), failed()])).toEqual(new Map());
    const later = { web_task: { website: WEBSITE } };
    expect(rowsOf([created(), updated({ metadata: later })])).toEqual(new Map());
  });

  it('holds what the task was made with: JSON as canonical text, text as it is', () => {
    const rows = rowsOf([webCreated(WEB), updated({ metadata: {} })]);
    expect(rows.get(`web_tasks/${TASK}`)).toEqual({
      task_id: TASK,
      workspace_id: null,
      created_by: ACTOR.ref,
      created_at: timeOf(0),
      website: WEBSITE,
      auto_generate_schemas: true,
      creation_secrets: `[{"description":"the shop","secret_uuid":"${SECRET}"}]`,
    });
    expect(texts(rows)).toMatchObject({
      input_schema: { value: '{"properties":{},"type":"object"}' },
      output_schema: { value: '{ "type": "array" }' },
      required_secrets: { value: '[{"name":"shop","requires_totp":true,"type":"login"}]' },
      secret_bindings: { value: `{"mail":"${SECRET}","shop":"${SECRET}"}` },
    });
  });

  it('loses the schemas when they are taken away, and only then', () => {
    expect(Object.keys(texts(rowsOf([webCreated(WEB), schemasReset()])))).toEqual([
      'required_secrets',
      'secret_bindings',
    ]);
    const kept = texts(rowsOf([webCreated(WEB), schemasReset({ cleared: false })]));
    expect(Object.keys(kept)).toHaveLength(4);
  });

  it('gets what a schema run found, and loses the bindings of slots that are gone', () => {
    const rows = rowsOf([webCreated(WEB), ...AGAIN, schemasGenerated({ required_secrets: [SLOT] })]);
    expect(texts(rows)).toMatchObject({
      input_schema: { value: '{"type":"object"}' },
      output_schema: { value: 'true' },
      secret_bindings: { value: `{"shop":"${SECRET}"}` },
    });
    const none = rowsOf([webCreated(WEB), ...AGAIN, schemasGenerated({ required_secrets: [] })]);
    expect(texts(none)).not.toHaveProperty('secret_bindings');
    expect(texts(none).required_secrets).toMatchObject({ value: '[]' });
    const same = rowsOf([webCreated(WEB), ...AGAIN, schemasGenerated()]);
    expect(texts(same).required_secrets).toEqual(texts(rowsOf([webCreated(WEB)])).required_secrets);
  });

  it('knows how far the latest run of each kind is, and why it failed', () => {
    const schema = (rows: Rows) => rows.get(`web_task_runs/${TASK}/schema`);
    const own = (rows: Rows) => rows.get(`web_task_runs/${TASK}/execution`);
    const failing = rowsOf([webCreated(), schemaEnqueued(), claimed(), failed()]);
    expect(schema(failing)).toMatchObject({ run_id: RUN, status: 'failed', failure: 'agent_error' });
    expect(own(failing)).toBeUndefined();
    const next = [enqueued({ run_id: 'run-2', number: 9, attempt: 2 }), claimed({ run_id: 'run-2' })];
    const both = rowsOf([webCreated(), schemaEnqueued(), claimed(), failed(), ...next]);
    expect(schema(both)).toMatchObject({ run_id: RUN, status: 'failed' });
    expect(own(both)).toMatchObject({ run_id: 'run-2', status: 'claimed', failure: null });
  });

  it('is gone with the task', () => {
    const history = [webCreated(WEB), schemaEnqueued(), claimed(), failed(), deleted()];
    expect(rowsOf(history)).toEqual(new Map());
    expect(rowsOf(history, 2)).toEqual(new Map());
  });

  it('is the same however many events come at a time', () => {
    const history = [
      ...[webCreated(WEB), schemaEnqueued(), claimed(), failed(), schemasReset()],
      ...[schemaEnqueued({ run_id: 'run-2', number: 9, attempt: 2 }), claimed({ run_id: 'run-2' })],
      ...[completed({ run_id: 'run-2' }), schemasGenerated({ required_secrets: [SLOT] })],
      ...[enqueued({ run_id: 'run-3', number: 20, attempt: 3 }), claimed({ run_id: 'run-3' })],
      failed({ run_id: 'run-3', task_status: 'failed' }),
    ];
    const one = rowsOf(history);
    for (let size = 2; size <= history.length; size++) expect(rowsOf(history, size)).toEqual(one);
  });
});

describe('the object of a web task', () => {
  const stored: WebTaskView = {
    task: {
      id: TASK,
      uuid: SECRET,
      title: 'Milk',
      status: 'completed',
      approval_policy: 'none',
      approval_state: 'not_required',
      workspace_id: null,
      created_by_kind: 'human',
      created_by_ref: 'ann',
      created_at: timeOf(0),
      updated_at: timeOf(9),
    },
    web: { website: WEBSITE, auto_generate_schemas: true, creation_secrets: '[]' },
    texts: { input_schema: '{}', output_schema: 'true' },
    runs: {},
  };
  const shown = (more: Partial<WebTaskView>) =>
    presentWebTask({ ...stored, ...more }, (text) => text.replaceAll('x', '*'));

  it('has these members in this order, null for schemas alone', () => {
    expect(JSON.stringify(shown({ texts: {} }))).toBe(
      `{"id":"${SECRET}","current_state":"not_ready","display_name":"Milk","task":"Milk","website":"${WEBSITE}",` +
        '"input_schema":null,"output_schema":null,"creation_auto_generate_schemas":true,' +
        `"created_at":"${timeOf(0)}","updated_at":"${timeOf(9)}","required_secrets":[],"creation_secrets":[],` +
        '"secret_bindings":{}}',
    );
    expect(shown({ description: 'Buy milk' })).toMatchObject({ task: 'Buy milk', current_state: 'ready' });
  });

  it('shows bindings of the slots that are there; of all, while nothing was said of slots', () => {
    const secret_bindings = JSON.stringify({ shop: SECRET, mail: OTHER_SECRET });
    const of = (required_secrets?: string) =>
      shown({ texts: { ...stored.texts, secret_bindings, ...(required_secrets ? { required_secrets } : {}) } });
    expect(of()).toMatchObject({ current_state: 'ready', secret_bindings: { shop: SECRET, mail: OTHER_SECRET } });
    expect(of(JSON.stringify([SLOT]))).toMatchObject({ current_state: 'ready', secret_bindings: { shop: SECRET } });
    const missing = [SLOT, { ...SLOT, name: 'bank' }];
    expect(of(JSON.stringify(missing))).toMatchObject({
      current_state: 'waiting_for_manual_completion',
      required_secrets: missing,
      secret_bindings: { shop: SECRET },
    });
  });

  it('says of a failure what its run said, masked and shortened', () => {
    const failure = (more: Partial<WebTaskView>) => shown(more).failure_info;
    const lost = { status: 'failed', failure: 'timeout', error: 'x😀'.repeat(400) } as const;
    expect(failure({ runs: { schema: lost } })).toEqual({ category: 'timeout', message: '*😀'.repeat(250) });
    expect(failure({ runs: { schema: { ...lost, error: null } } })).toEqual({
      category: 'timeout',
      message: 'the generation of the schemas failed',
    });
    const stopped = { status: 'canceled', failure: 'canceled', error: null } as const;
    expect(failure({ runs: { schema: stopped } })).toEqual({
      category: 'canceled',
      message: 'the generation of the schemas was canceled',
    });
    expect(failure({ task: { ...stored.task, status: 'canceled' }, runs: { schema: lost } })).toEqual({
      category: 'canceled',
      message: 'the task was canceled',
    });
    const own = { status: 'failed', failure: 'agent_error', error: 'it broke' } as const;
    const over = { task: { ...stored.task, status: 'failed' as const }, runs: { execution: own } };
    expect(failure({ ...over, texts: {} })).toEqual({ category: 'agent_error', message: 'it broke' });
    expect(failure(over)).toBeUndefined();
    expect(failure({})).toBeUndefined();
  });
});
