import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mentionedBy, type Sees, veiled } from '../../../src/http/identity/veil.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { ANY_DATA } from '../../support/any-data.js';

const seesAll: Sees = () => true;
/** Sees what is called ours. */
const seesOurs: Sees = (_kind, id) => id.startsWith('our-');

describe('an answer under the veil', () => {
  it.each([
    ...['parent_task_id', 'paused_by_task_id', 'session_id', 'bound_session_id', 'some_new_task_id'],
    'parent_review_id',
  ])('leaves %s out when it names what lies elsewhere', (name) => {
    expect(veiled({ list: [{ [name]: 'their-1', title: 'a' }] }, seesOurs)).toEqual({ list: [{ title: 'a' }] });
    expect(veiled({ [name]: 'our-1' }, seesOurs)).toEqual({ [name]: 'our-1' });
  });

  it('leaves ids of others out of a list of ids', () => {
    expect(veiled({ session_ids: ['our-1', 'their-1'] }, seesOurs)).toEqual({ session_ids: ['our-1'] });
  });

  it.each([
    ['an actor', { kind: 'agent_session', ref: 'their-1' }, { kind: 'agent_session', ref: 'hidden' }],
    ['a person', { kind: 'human', ref: 'their-1' }, { kind: 'human', ref: 'their-1' }],
    [
      'the actor of a payload',
      { actor_kind: 'agent_session', actor_id: 'their-1' },
      { actor_kind: 'agent_session', actor_id: 'hidden' },
    ],
    ['a label', { paused_by: 'agent_session:their-1' }, { paused_by: 'agent_session:hidden' }],
    ['the label of a person', { paused_by: 'human:their-1' }, { paused_by: 'human:their-1' }],
  ])('says hidden for %s, where something must stand', (_, told, shown) => {
    expect(veiled({ of: [told] }, seesOurs)).toEqual({ of: [shown] });
    expect(veiled({ of: [told] }, seesAll)).toEqual({ of: [told] });
  });

  it.each(['session', 'bound_session'])('has no %s at all that is elsewhere', (name) => {
    const answer = { run: 'r', [name]: { session_id: 'their-1', agent_name: 'theirs' } };
    expect(veiled(answer, seesOurs)).toEqual({ run: 'r' });
  });

  it("keeps people's own words and JSON as they are", () => {
    const words = { session_id: 'their-1', kind: 'agent_session', ref: 'their-1' };
    const answer = { metadata: words, result: [words], actions: [{ params: words }], owner: words };
    expect(veiled(answer, seesOurs)).toEqual(answer);
  });

  it('is a copy: what was there before is as it was', () => {
    const answer = { actor: { kind: 'agent_session', ref: 'their-1' } };
    veiled(answer, seesOurs);
    expect(answer.actor.ref).toBe('their-1');
  });
});

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

/** Names of members that name something of the answered thing itself, or nothing that lies in a workspace. */
const OF_THE_THING_ITSELF: readonly RegExp[] = [
  // Tasks themselves, their children and edges; runs and reviews of a task are where it is.
  /^id$|^(?:|child_|depends_on_)task_id$/,
  /^(?:|task_|previous_|current_|source_|new_|canceled_|parent_|continuation_)run_ids?$|^review_id$/,
  // Of the task, of its children, or of a session that is hidden as a whole.
  /^(?:child_)?workspace_id$/,
  // Ids of other services, or that nobody else can have.
  /^(?:event|workflow|subscription|delivery|last_delivery|consumer|subject|bridge_instance)_id$/,
  /^(?:(?:allowed|preferred)_)?(?:peer|thread|group|channel|coordination_channel|reviewer_peer|reviewer_channel)_ids?$/,
  // The principal of a key that the caller may see; a name of a sandbox.
  /^(?:principal|sandbox)_ref$/,
];
/** Shown by the kind beside them. */
const ACTORS = /^(?:ref|actor_id)$|_by$/;
const NAMES_SOMETHING = /(?:^|_)(?:ids?|ref)$|_by$/;

describe('what answers can mention', () => {
  const { components } = JSON.parse(readFileSync(join(__dirname, '../../../openapi.json'), 'utf8')) as {
    readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  };
  const schemas = Object.entries(components.schemas).filter(([name]) => !name.endsWith('Body'));
  const payloads = Object.values(taskStream.events).map((event) => Object.keys(event.payload?.(ANY_DATA) ?? {}));
  const names = [...schemas.flatMap(([, { properties = {} }]) => Object.keys(properties)), ...payloads.flat()];

  it('is known to the veil, or known to be of the answered thing itself', () => {
    const naming = [...new Set(names)].filter((name) => NAMES_SOMETHING.test(name));
    expect(naming.length).toBeGreaterThan(20);
    const unknown = naming.filter((name) => {
      const isOwn = OF_THE_THING_ITSELF.some((own) => own.test(name));
      return mentionedBy(name) === undefined && !isOwn && !ACTORS.test(name);
    });
    expect(unknown).toEqual([]);
  });

  it('may be left out, but for a session of its own id, which is left out as a whole', () => {
    const required = schemas.flatMap(([schema, one]) =>
      (one.required ?? []).filter((name) => mentionedBy(name) !== undefined).map((name) => `${schema}.${name}`),
    );
    const isWholeSession = (member: string): boolean => /^\w*Session\w*\.session_id$/.test(member);
    expect(required.filter((member) => !isWholeSession(member))).toEqual([]);
  });
});
