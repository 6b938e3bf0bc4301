import { registerSession } from '../../../src/sessions/domain/decide/register-session.js';
import { stopSession } from '../../../src/sessions/domain/decide/stop-session.js';
import type { SessionEvent, SessionRegistered } from '../../../src/sessions/domain/session-events.js';
import { ownSession, visibleSession } from '../../../src/sessions/domain/session-scope.js';
import { sessionStream } from '../../../src/sessions/domain/session-stream.js';
import { given, timeOf } from '../support/history.js';

const bare: SessionRegistered = {
  session_id: 'sess-1',
  agent_name: 'builder',
  capabilities: ['gpu'],
  principal_ref: 'local-user',
  ttl_seconds: 300,
};
const full: SessionRegistered = {
  ...bare,
  name: 'Builder',
  workspace_id: 'ws-1',
  channel: 'build',
  provider: 'acme',
  model: 'm-1',
};
const registered: SessionEvent = { type: 'session.registered', data: bare };
const stopped: SessionEvent = { type: 'session.stopped', data: { session_id: 'sess-1', stop_reason: 'done' } };
const anyone = {};

describe('registering a session', () => {
  it.each([bare, full])('gives an active session with what was said of it', (data) => {
    expect(registerSession(given(sessionStream), data)).toEqual([{ type: 'session.registered', data }]);
    expect(given(sessionStream, { type: 'session.registered', data })).toEqual({
      ...data,
      state: 'active',
      created_at: timeOf(0),
      updated_at: timeOf(0),
    });
  });

  it('records nothing for what was not said', () => {
    const [event] = registerSession(null, { ...bare, name: undefined, workspace_id: undefined }) as SessionEvent[];
    expect(Object.keys(event?.data ?? {}).sort()).toEqual(Object.keys(bare).sort());
  });

  it.each([[[registered]], [[registered, stopped]]])('is refused for an id that was ever used', (history) => {
    expect(registerSession(given(sessionStream, ...history), bare)).toMatchObject({ code: 'duplicate_session_id' });
  });
});

describe('stopping a session', () => {
  it('records why, when somebody said', () => {
    const session = given(sessionStream, registered);
    expect(stopSession(session, { session_id: 'sess-1', reason: 'done', scope: anyone })).toEqual([stopped]);
    expect(stopSession(session, { session_id: 'sess-1', scope: anyone })).toEqual([
      { type: 'session.stopped', data: { session_id: 'sess-1' } },
    ]);
  });

  it('leaves a stopped session with its reason', () => {
    expect(given(sessionStream, registered, stopped)).toEqual({
      ...bare,
      state: 'stopped',
      stop_reason: 'done',
      created_at: timeOf(0),
      updated_at: timeOf(1),
    });
  });

  it('does nothing a second time', () => {
    const session = given(sessionStream, registered, stopped);
    expect(stopSession(session, { session_id: 'sess-1', reason: 'again', scope: anyone })).toEqual([]);
  });

  it('is refused for a session that nobody registered', () => {
    expect(stopSession(given(sessionStream), { session_id: 'sess-1', scope: anyone })).toMatchObject({
      code: 'session_not_found',
    });
  });
});

describe('the scope of a caller', () => {
  const session = given(sessionStream, { type: 'session.registered', data: full });

  it('hides sessions of other workspaces and of none', () => {
    expect(visibleSession(session, 'sess-1', { workspace_id: 'ws-1' })).toBe(session);
    expect(visibleSession(session, 'sess-1', { workspace_id: 'ws-2' })).toMatchObject({ code: 'session_not_found' });
    const global = given(sessionStream, registered);
    expect(visibleSession(global, 'sess-1', { workspace_id: 'ws-1' })).toMatchObject({ code: 'session_not_found' });
  });

  it('keeps sessions of other principals from being acted for', () => {
    expect(ownSession(session, 'sess-1', { principal_ref: 'local-user' })).toBe(session);
    expect(ownSession(session, 'sess-1', { principal_ref: 'somebody' })).toMatchObject({ code: 'permission_denied' });
    expect(stopSession(session, { session_id: 'sess-1', scope: { principal_ref: 'somebody' } })).toMatchObject({
      code: 'permission_denied',
    });
  });

  it('tells nothing of a foreign session that is also out of sight', () => {
    expect(ownSession(session, 'sess-1', { workspace_id: 'ws-2', principal_ref: 'somebody' })).toMatchObject({
      code: 'session_not_found',
    });
  });
});

describe('the public payloads', () => {
  it('say the state, and not to whom the session belongs', () => {
    const { principal_ref: _owner, ...shown } = full;
    expect(sessionStream.events['session.registered'].payload?.(full)).toEqual({ ...shown, state: 'active' });
    expect(sessionStream.events['session.stopped'].payload?.(stopped.data)).toEqual({
      session_id: 'sess-1',
      stop_reason: 'done',
      state: 'stopped',
    });
  });
});

it('an event that cannot follow is a corrupt stream', () => {
  expect(() => given(sessionStream, stopped)).toThrow('never registered');
});
