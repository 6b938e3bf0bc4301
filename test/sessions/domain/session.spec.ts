import { registerSession } from '../../../src/sessions/domain/decide/register-session.js';
import { stopSession } from '../../../src/sessions/domain/decide/stop-session.js';
import type { SessionEvent, SessionRegistered } from '../../../src/sessions/domain/session-events.js';
import { ownSession, type SessionScope, visibleSession } from '../../../src/sessions/domain/session-scope.js';
import type { SessionStream } from '../../../src/sessions/domain/session-state.js';
import { sessionStream } from '../../../src/sessions/domain/session-stream.js';
import { given, nothing, rejects, timeOf } from '../../support/given-when-then.js';

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
const stoppedSilently: SessionEvent = { type: 'session.stopped', data: { session_id: 'sess-1' } };

const aSession = (...history: readonly SessionEvent[]) => given<SessionStream, SessionEvent>(sessionStream, ...history);
const register = (data: SessionRegistered) => (session: SessionStream) => registerSession(session, data);
const stop =
  (reason?: string, scope: SessionScope = {}) =>
  (session: SessionStream) =>
    stopSession(session, { session_id: 'sess-1', reason, scope });

describe('registering a session', () => {
  it.each([bare, full, { ...full, system: true } as const])(
    'gives an active session with what was said of it',
    (data) => {
      const after = aSession().when(register(data)).then({ type: 'session.registered', data });
      expect(after.state).toStrictEqual({ ...data, state: 'active', created_at: timeOf(0), updated_at: timeOf(0) });
    },
  );

  it('records nothing for what was not said', () => {
    aSession()
      .when(register({ ...bare, name: undefined, workspace_id: undefined }))
      .then(registered);
  });

  it.each(['', 'a'.repeat(129), 'a\nb', 'a\u007fb'])('is refused for the agent name %j', (agent_name) => {
    aSession()
      .when(register({ ...bare, agent_name }))
      .then(rejects('validation_failed'));
  });

  it.each(['a', '🌍'.repeat(128), 'ada (painter)'])('takes the agent name %j', (agent_name) => {
    const data = { ...bare, agent_name };
    aSession().when(register(data)).then({ type: 'session.registered', data });
  });

  it.each([[[registered]], [[registered, stopped]]])('is refused for an id that was ever used', (history) => {
    aSession(...history)
      .when(register(bare))
      .then(rejects('duplicate_session_id'));
  });
});

describe('stopping a session', () => {
  it('records why, when somebody said', () => {
    aSession(registered).when(stop('done')).then(stopped);
    aSession(registered).when(stop()).then(stoppedSilently);
  });

  it('leaves a stopped session with its reason', () => {
    expect(aSession(registered, stopped).state).toStrictEqual({
      ...bare,
      state: 'stopped',
      stop_reason: 'done',
      created_at: timeOf(0),
      updated_at: timeOf(1),
    });
  });

  it('does nothing a second time', () => {
    aSession(registered, stopped).when(stop('again')).then(nothing);
  });

  it('is refused for a session that nobody registered', () => {
    aSession().when(stop()).then(rejects('session_not_found'));
  });

  it('is refused to another principal that acts for its own sessions only', () => {
    aSession(registered)
      .when(stop('done', { principal_ref: 'somebody' }))
      .then(rejects('permission_denied'));
    aSession(registered)
      .when(stop('done', { principal_ref: 'local-user' }))
      .then(stopped);
  });
});

describe('the scope of a caller', () => {
  const { state: session } = aSession({ type: 'session.registered', data: full });

  it('hides sessions of other workspaces and of none', () => {
    expect(visibleSession(session, 'sess-1', { workspace_id: 'ws-1' })).toBe(session);
    expect(visibleSession(session, 'sess-1', { workspace_id: 'ws-2' })).toMatchObject({ code: 'session_not_found' });
    const { state: global } = aSession(registered);
    expect(visibleSession(global, 'sess-1', { workspace_id: 'ws-1' })).toMatchObject({ code: 'session_not_found' });
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
  expect(() => aSession(stopped).state).toThrow('never registered');
});
