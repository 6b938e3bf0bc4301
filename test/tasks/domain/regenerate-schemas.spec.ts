import type { Json } from '../../../src/ledger/event.js';
import {
  openSchemaRun,
  resetSchemas,
  type SchemaRequest,
  schemaRun,
} from '../../../src/tasks/domain/decide/regenerate-schemas.js';
import type { TaskStream } from '../../../src/tasks/domain/task-state.js';
import { ACTOR, nothing, rejects } from '../../support/given-when-then.js';
import {
  approved,
  canceled,
  claimed,
  completed,
  created,
  dependencyAdded,
  enqueued,
  failed,
  known,
  RUN,
  run,
  runCanceled,
  task,
  taskState,
  taskWith,
} from '../support/task-histories.js';
import { schemaEnqueued, schemasGenerated, schemasReset, webCreated } from '../support/web-task-histories.js';

const previous = { input_schema_sha256: 'a'.repeat(64), output_schema_sha256: 'b'.repeat(64) };
const regenerate = (stream: TaskStream) => resetSchemas(known(stream), { requested_by: ACTOR, previous: {} });

describe('regenerating the schemas of a web task', () => {
  it('takes them away where they are generated, and says which ones were there', () => {
    task(webCreated(), schemaEnqueued(), claimed(), completed(), schemasGenerated())
      .when((stream) => resetSchemas(known(stream), { requested_by: ACTOR, previous }))
      .then({
        type: 'task.schemas_reset',
        data: {
          previous_input_schema_sha256: previous.input_schema_sha256,
          previous_output_schema_sha256: previous.output_schema_sha256,
          requested_by: ACTOR,
          cleared: true,
        },
      });
  });

  it('leaves those of the caller where they are', () => {
    const own = { creation_auto_generate_schemas: false };
    task(webCreated(own))
      .when(regenerate)
      .then(schemasReset({ cleared: false }));
  });

  it('is possible for a task that never ran, that has completed, and that has failed', () => {
    task(webCreated()).when(regenerate).then(schemasReset());
    task(webCreated(), enqueued(), claimed(), completed()).when(regenerate).then(schemasReset());
    const over = [enqueued(), claimed(), failed({ task_status: 'failed' })];
    task(webCreated({}, { max_attempts: 1 }), ...over)
      .when(regenerate)
      .then(schemasReset());
    task(webCreated(), schemaEnqueued(), claimed(), failed()).when(regenerate).then(schemasReset());
  });

  it('changes nothing while a schema run is open, however far it is', () => {
    task(webCreated(), schemaEnqueued()).when(regenerate).then(nothing);
    task(webCreated(), schemaEnqueued(), claimed()).when(regenerate).then(nothing);
    for (const status of ['starting', 'running', 'needs_attention'] as const) {
      const runs = [run({ status, purpose: 'schema_generation' })];
      const state = taskWith(runs, { web_task: { auto_generate_schemas: true }, status: 'blocked' });
      expect(resetSchemas(state, { requested_by: ACTOR, previous: {} })).toEqual([]);
      expect(openSchemaRun(state)?.id).toBe(RUN);
    }
  });

  it('is refused while a run of the task itself is open', () => {
    task(webCreated(), enqueued()).when(regenerate).then(rejects('open_run_exists'));
    task(webCreated(), enqueued(), claimed()).when(regenerate).then(rejects('open_run_exists'));
    const attention = taskWith([run({ status: 'needs_attention' })], { web_task: { auto_generate_schemas: true } });
    expect(resetSchemas(attention, { requested_by: ACTOR, previous: {} })).toMatchObject({ code: 'open_run_exists' });
  });

  it('is refused for a draft, and for what is blocked or canceled', () => {
    task(webCreated({}, { task_status: 'draft' }))
      .when(regenerate)
      .then(rejects('task_not_executable'));
    task(webCreated(), canceled()).when(regenerate).then(rejects('task_not_executable'));
    task(webCreated(), dependencyAdded()).when(regenerate).then(rejects('task_not_executable'));
    const unapproved = webCreated({}, { approval_policy: 'manual', approval_state: 'pending', task_status: 'blocked' });
    task(unapproved).when(regenerate).then(rejects('task_not_executable'));
    task(unapproved, approved()).when(regenerate).then(schemasReset());
    const stopped = [schemaEnqueued(), runCanceled({ task_status: 'canceled' })];
    task(webCreated(), ...stopped)
      .when(regenerate)
      .then(rejects('task_not_executable'));
  });

  it('is refused for what is no web task, as for what is not there', () => {
    task(created()).when(regenerate).then(rejects('task_not_found'));
  });
});

describe('a schema run', () => {
  const request: SchemaRequest = {
    website: 'https://shop.example.com/',
    instructions: 'Buy milk',
    required_secrets: [{ name: 'shop', type: 'login', requires_totp: false }],
  };
  const bytes = (metadata: Json | undefined) => Buffer.byteLength(JSON.stringify(metadata));

  it('says what is wanted, costs no attempt and needs a capability', () => {
    expect(schemaRun(request)).toEqual({
      call: {
        budget_exempt: true,
        purpose: 'schema_generation',
        required_capabilities: ['schema.generate'],
        result_check: 'schema_generation',
      },
      metadata: {
        purpose: 'schema_generation',
        website: 'https://shop.example.com/',
        instructions: 'Buy milk',
        secret_slots: [{ name: 'shop', type: 'login', requires_totp: false }],
      },
    });
  });

  it.each(['a', '€', '😀', '\n'])('has long instructions cut between characters: %j', (character) => {
    const { metadata } = schemaRun({ ...request, instructions: character.repeat(60_000) });
    const { instructions } = metadata as { readonly instructions: string };
    expect(bytes(metadata)).toBeLessThanOrEqual(14_336);
    expect(bytes(metadata)).toBeGreaterThan(14_336 - 16);
    expect(instructions).toBe(character.repeat([...instructions].length));
    expect(schemaRun({ ...request, instructions }).metadata).toEqual(metadata);
  });

  it('has slots left out that are too many, the last ones first', () => {
    const required_secrets = Array.from({ length: 500 }, (_, i) => {
      return { name: `slot ${i}`, type: 'login' as const, requires_totp: true };
    });
    const { metadata } = schemaRun({ ...request, required_secrets });
    const { secret_slots } = metadata as { readonly secret_slots: readonly unknown[] };
    expect(bytes(metadata)).toBeLessThanOrEqual(14_336);
    expect(secret_slots.length).toBeGreaterThan(100);
    expect(secret_slots).toEqual(required_secrets.slice(0, secret_slots.length));
  });

  it('leaves the bindings of the slots that are still there', () => {
    const [one, two] = ['9f8b6c9e-1f0a-4a5e-8a50-0f5a3b2c1d00', '9f8b6c9e-1f0a-4a5e-8a50-0f5a3b2c1d01'];
    const web = {
      creation_secrets: [{ secret_uuid: one }, { secret_uuid: two }],
      secret_bindings: { shop: one, mail: two },
    };
    const slot = (name: string) => ({ name, type: 'login' as const, requires_totp: false });
    const generated = (...names: string[]) => schemasGenerated({ required_secrets: names.map(slot) });
    const bound = (...events: ReturnType<typeof generated>[]) =>
      taskState(webCreated(web), ...events).web_task?.secret_bindings;
    expect(bound()).toEqual({ shop: one, mail: two });
    expect(bound(schemasGenerated())).toEqual({ shop: one, mail: two });
    expect(bound(generated('shop', 'bank'))).toEqual({ shop: one });
    expect(bound(generated('shop'), generated('shop', 'mail'))).toEqual({ shop: one });
    expect(bound(generated())).toBeUndefined();
  });
});
