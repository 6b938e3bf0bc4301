import type { BridgeCreated, BridgeEvent, BridgeUpdated } from '../../../src/notifications/domain/bridge-events.js';
import {
  bridgeNameKey,
  bridgeStatus,
  type BridgeStream,
  existingBridge,
} from '../../../src/notifications/domain/bridge-state.js';
import { bridgeStream } from '../../../src/notifications/domain/bridge-stream.js';
import { createBridge } from '../../../src/notifications/domain/decide/create-bridge.js';
import { deleteBridge } from '../../../src/notifications/domain/decide/delete-bridge.js';
import { tellBridgeFailing, tellBridgeRecovered } from '../../../src/notifications/domain/decide/tell-bridge.js';
import { updateBridge } from '../../../src/notifications/domain/decide/update-bridge.js';
import { given, nothing, rejects, timeOf } from '../../support/given-when-then.js';

const chat: BridgeCreated = {
  id: 'brg-1',
  name: 'Chat',
  scope: 'workspace',
  workspace_id: 'ws-1',
  endpoint_url: 'https://chat.example/in',
  enabled: true,
  notification_suppress: false,
  secret_id: 'bsec-1',
};
const failure = { id: 'brg-1', failures: 10, last_error: 'timed out' };
const created: BridgeEvent = { type: 'bridge.created', data: chat };
const failing: BridgeEvent = { type: 'bridge.failing', data: failure };
const recovered: BridgeEvent = { type: 'bridge.recovered', data: { id: 'brg-1' } };
const disabled: BridgeEvent = { type: 'bridge.updated', data: { id: 'brg-1', enabled: false } };
const deleted: BridgeEvent = { type: 'bridge.deleted', data: { id: 'brg-1' } };

const aBridge = (...history: readonly BridgeEvent[]) => given<BridgeStream, BridgeEvent>(bridgeStream, ...history);
const create =
  (owner?: string, wanted = chat) =>
  (bridge: BridgeStream) =>
    createBridge(bridge, wanted, { name_owner: owner });
const update = (change: Omit<BridgeUpdated, 'id'>, owner?: string) => (bridge: BridgeStream) =>
  updateBridge(bridge, { id: 'brg-1', ...change }, { name_owner: owner });
const remove =
  (subscriptions = 0) =>
  (bridge: BridgeStream) =>
    deleteBridge(bridge, { id: 'brg-1' }, { subscriptions });
const tellFailing = (bridge: BridgeStream) => tellBridgeFailing(bridge, failure);
const tellRecovered = (bridge: BridgeStream) => tellBridgeRecovered(bridge, { id: 'brg-1' });

function statusOf(stream: BridgeStream): string | undefined {
  const bridge = existingBridge(stream);
  return bridge && bridgeStatus(bridge);
}

describe('creating a bridge', () => {
  it('records it', () => {
    const after = aBridge().when(create()).then(created);
    expect(after.state).toStrictEqual({ ...chat, created_at: timeOf(0), updated_at: timeOf(0) });
    expect(statusOf(after.state)).toBe('ready');
  });

  it('is refused for an id that was ever used', () => {
    aBridge(created).when(create()).then(rejects('duplicate_bridge'));
    aBridge(created, deleted).when(create()).then(rejects('duplicate_bridge'));
  });

  it('is refused for a name that another bridge has', () => {
    aBridge().when(create('brg-2')).then(rejects('duplicate_bridge'));
  });
});

describe('updating a bridge', () => {
  it('records what changes and nothing else', () => {
    const after = aBridge(created)
      .when(update({ name: 'Chat', endpoint_url: 'https://other.example/', notification_suppress: true }))
      .then({
        type: 'bridge.updated',
        data: { id: 'brg-1', endpoint_url: 'https://other.example/', notification_suppress: true },
      });
    expect(after.state).toStrictEqual({
      ...chat,
      endpoint_url: 'https://other.example/',
      notification_suppress: true,
      created_at: timeOf(0),
      updated_at: timeOf(1),
    });
  });

  it('gives another secret, and takes it away', () => {
    const other: BridgeEvent = { type: 'bridge.updated', data: { id: 'brg-1', secret_id: 'bsec-2' } };
    const after = aBridge(created)
      .when(update({ secret_id: 'bsec-2' }))
      .then(other);
    expect(existingBridge(after.state)?.secret_id).toBe('bsec-2');
    const without = after
      .when(update({ secret_id: null }))
      .then({ type: 'bridge.updated', data: { id: 'brg-1', secret_id: null } });
    expect(without.state).not.toHaveProperty('secret_id');
    without.when(update({ secret_id: null })).then(nothing);
  });

  it('records nothing when all stays as it is', () => {
    aBridge(created)
      .when(update({ name: 'Chat', enabled: true }, 'brg-1'))
      .then(nothing);
  });

  it('makes a failing bridge ready again, even when nothing changes', () => {
    const after = aBridge(created, failing)
      .when(update({ enabled: true }))
      .then({ type: 'bridge.updated', data: { id: 'brg-1' } });
    expect(statusOf(after.state)).toBe('ready');
  });

  it('disables and enables it', () => {
    const after = aBridge(created, failing)
      .when(update({ enabled: false }))
      .then(disabled);
    expect(statusOf(after.state)).toBe('disabled');
    const enabled: BridgeEvent = { type: 'bridge.updated', data: { id: 'brg-1', enabled: true } };
    expect(statusOf(after.when(update({ enabled: true })).then(enabled).state)).toBe('ready');
  });

  it('is refused for a name that another bridge has, and for no bridge', () => {
    aBridge(created)
      .when(update({ name: 'Taken' }, 'brg-2'))
      .then(rejects('duplicate_bridge'));
    aBridge()
      .when(update({ name: 'Taken' }, 'brg-2'))
      .then(rejects('bridge_not_found'));
    aBridge(created, deleted)
      .when(update({ name: 'New' }))
      .then(rejects('bridge_not_found'));
  });
});

describe('deleting a bridge', () => {
  it('records it, and leaves nothing but the id', () => {
    const after = aBridge(created, failing).when(remove()).then(deleted);
    expect(after.state).toStrictEqual({ id: 'brg-1', deleted_at: timeOf(2) });
  });

  it('is refused while subscriptions use it, and for no bridge', () => {
    aBridge(created).when(remove(1)).then(rejects('bridge_in_use'));
    aBridge().when(remove(1)).then(rejects('bridge_not_found'));
    aBridge(created, deleted).when(remove()).then(rejects('bridge_not_found'));
  });
});

describe('telling of failures', () => {
  it('shows as status error until a success', () => {
    const after = aBridge(created).when(tellFailing).then(failing);
    expect(statusOf(after.state)).toBe('error');
    after.when(tellFailing).then(nothing);
    const again = after.when(tellRecovered).then(recovered);
    expect(statusOf(again.state)).toBe('ready');
    again.when(tellRecovered).then(nothing);
  });

  it('is no news of a bridge that is disabled or gone', () => {
    aBridge(created, disabled).when(tellFailing).then(nothing);
    for (const tell of [tellFailing, tellRecovered]) {
      aBridge(created, deleted).when(tell).then(nothing);
      aBridge().when(tell).then(nothing);
    }
  });
});

describe('the stream', () => {
  it('shows in public nothing of the secret', () => {
    const { payload } = bridgeStream.events['bridge.created'];
    expect(payload?.(chat)).not.toHaveProperty('secret_id');
    expect(bridgeStream.events['bridge.updated'].payload?.({ id: 'brg-1', secret_id: 'bsec-2' })).toEqual({
      id: 'brg-1',
    });
  });

  it.each([[[created, created]], [[disabled]], [[created, deleted, disabled]], [[created, deleted, failing]]])(
    'takes no event that cannot follow',
    (history) => {
      expect(() => aBridge(...history).state).toThrow(/on a bridge/);
    },
  );
});

it('compares names without regard to case', () => {
  expect(bridgeNameKey('STRASSE')).toBe(bridgeNameKey('straße'));
  expect(bridgeNameKey('one')).not.toBe(bridgeNameKey('two'));
});
