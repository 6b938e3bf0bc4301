import { uncoveredClasses } from '../../../src/scheduler/domain/coverage.js';
import type { ClaimClass, Claimer } from '../../../src/tasks/domain/claimability.js';

const definition: ClaimClass = {
  workspace_id: 'ws-1',
  owner: 'none',
  agent_name: null,
  allowed_agent_names: [],
  required_capabilities: [],
  preferred_capabilities: [],
};
const claimer: Claimer = {
  session_id: 'sess-1',
  agent_name: 'ada',
  workspace_id: 'ws-1',
  channel: null,
  offered: new Set(['go']),
  priority_min: 0,
};

const look = (more: Partial<ClaimClass>, ...claimers: Partial<Claimer>[]) =>
  uncoveredClasses(
    [{ key: 'a', definition: { ...definition, ...more } }],
    claimers.map((one) => ({ ...claimer, ...one })),
  );
const nobody = [{ class: 'a', channels: [] }];

describe('a class of queued runs', () => {
  it('is covered by any session that may claim it', () => {
    expect(look({}, {})).toEqual([]);
    expect(look({ workspace_id: null }, { workspace_id: null })).toEqual([]);
    expect(look({ owner: 'pool:ada' }, {})).toEqual([]);
    expect(look({ owner: 'agent_session:sess-1' }, {})).toEqual([]);
    expect(look({ required_capabilities: ['go'] }, {})).toEqual([]);
  });

  it.each<[string, Partial<ClaimClass>]>([
    ['of another workspace', { workspace_id: 'ws-2' }],
    ['of no workspace', { workspace_id: null }],
    ['of another pool', { owner: 'pool:bob' }],
    ['of another session', { owner: 'agent_session:sess-2' }],
    ['for another agent', { agent_name: 'bob' }],
    ['that needs more', { required_capabilities: ['go', 'rust'] }],
  ])('%s is not', (_what, more) => {
    expect(look(more, {})).toEqual(nobody);
  });

  it('is not when there is nobody', () => {
    expect(look({})).toEqual(nobody);
  });

  it('is covered in the channels of its sessions, and in all by one without', () => {
    expect(look({}, { channel: 'b' }, { channel: 'c' }, { channel: 'b' }, { channel: 'd', agent_name: 'bob' })).toEqual(
      [{ class: 'a', channels: ['b', 'c', 'd'] }],
    );
    expect(look({ owner: 'pool:ada' }, { channel: 'b' }, { channel: 'd', agent_name: 'bob' })).toEqual([
      { class: 'a', channels: ['b'] },
    ]);
    expect(look({}, { channel: 'b' }, {})).toEqual([]);
  });
});
