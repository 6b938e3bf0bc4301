import { acknowledgementFault } from '../../../src/notifications/domain/delivery-acknowledgement.js';
import { deliveryId, message, type MessageTarget } from '../../../src/notifications/domain/delivery-message.js';
import { redactPayload } from '../../../src/notifications/domain/delivery-redaction.js';

const masked = (text: string): string => text.replaceAll('hush', '[REDACTED]');

const target: MessageTarget = {
  subscription_id: 'bts-1',
  task_id: 'task-1',
  bridge_instance_id: 'brg-1',
  scope: 'workspace',
  workspace_id: 'ws-1',
  delivery_mode: 'reply',
  peer_id: null,
  group_id: 'group-1',
  thread_id: 'thread-1',
};

it('is the envelope of reviews.md C.7', () => {
  const event = {
    sequence: 12,
    type: 'task.run_failed' as const,
    run_id: 'run-1',
    payload: { status: 'failed', error: 'said hush', claim_token_hash: 'abc', metadata: { note: 'fine' } },
  };
  const envelope = message(target, { event, status: 'failed', run_error: 'said hush' }, masked);
  expect(envelope).toStrictEqual({
    delivery_id: 'notif:bts-1:12',
    bridge_instance_id: 'brg-1',
    routing_key: {
      scope: 'workspace',
      workspace_id: 'ws-1',
      bridge_instance_id: 'brg-1',
      thread_id: 'thread-1',
      group_id: 'group-1',
    },
    delivery_target: { bridge_instance_id: 'brg-1', thread_id: 'thread-1', group_id: 'group-1', mode: 'reply' },
    seq: 12,
    event_type: 'final',
    content: { text: 'Task task-1 finished as failed: said [REDACTED]' },
    final: true,
    operation: 'post',
    provider_metadata: {
      delivery_id: 'notif:bts-1:12',
      event_type: 'task.run_failed',
      final: true,
      seq: 12,
      task_id: 'task-1',
      run_id: 'run-1',
      status: 'failed',
      error: 'said [REDACTED]',
      payload: {
        status: 'failed',
        error: 'said [REDACTED]',
        claim_token_hash: '[REDACTED]',
        metadata: { note: 'fine' },
      },
      subscription_id: 'bts-1',
    },
  });
});

it('leaves out what there is not', () => {
  const event = { sequence: 3, type: 'task.canceled' as const, payload: { status: 'canceled' } };
  const global: MessageTarget = {
    subscription_id: 'bts-2',
    task_id: 'task-1',
    bridge_instance_id: 'brg-1',
    scope: 'global',
    workspace_id: null,
    delivery_mode: 'direct-send',
    peer_id: 'peer-1',
    thread_id: null,
    group_id: null,
  };
  const envelope = message(global, { event, status: 'canceled' }, masked);
  expect(envelope).toMatchObject({
    content: { text: 'Task task-1 finished as canceled' },
    routing_key: { scope: 'global', bridge_instance_id: 'brg-1', peer_id: 'peer-1' },
  });
  expect(JSON.stringify(envelope)).not.toMatch(/run_id|workspace_id|"error"|thread_id/);
  expect(envelope.delivery_id).toBe(deliveryId('bts-2', 3));
});

it.each([
  ...['claim_token', 'claim_token_hash', 'X-Api-Key', 'apiKey', 'access.token', 'refresh-token', 'MCP_AUTH_TOKEN'],
  ...['oauth_code', 'authorizationCode', 'code_verifier', 'pkce.verifier', 'secret_binding', 'Authorization'],
  ...['password_hint', 'clientSecret', 'tokens', 'to_ken'],
])('masks the value of %s whole', (key) => {
  expect(redactPayload({ deep: [{ [key]: { any: 1 } }] }, masked)).toEqual({ deep: [{ [key]: '[REDACTED]' }] });
});

it('masks within texts, and leaves numbers, nulls and other keys alone', () => {
  const payload = { a: null, b: 1, c: [true, 'so hush now'], key: 'k', code: 7 };
  expect(redactPayload(payload, masked)).toEqual({ ...payload, c: [true, 'so [REDACTED] now'] });
});

describe('acknowledgement', () => {
  const sent = { delivery_id: 'notif:bts-1:12', seq: 12 };

  it.each([
    ...[undefined, '', 'ok', '{', '[]', 'null', '{}', '{"other":1}'],
    ...['{"delivery_id":"notif:bts-1:12"}', '{"seq":12}', ' {"delivery_id":"notif:bts-1:12","seq":12}'],
  ])('takes %j', (answer) => {
    expect(acknowledgementFault(answer, sent)).toBeUndefined();
  });

  it.each(['{"delivery_id":"notif:bts-1:13"}', '{"delivery_id":null}', '{"seq":"12"}', '{"seq":11}'])(
    'refuses %j',
    (answer) => {
      expect(acknowledgementFault(answer, sent)).toMatch(/acknowledges another/);
    },
  );
});
