import { CommandBus } from '@nestjs/cqrs';
import { Hub } from '../../../src/ledger/hub/hub.js';
import { RegisterSession } from '../../../src/sessions/commands/register-session.js';
import { StopSession } from '../../../src/sessions/commands/stop-session.js';
import { ActiveSessions } from '../../../src/sessions/views/active-sessions.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { testContext } from '../support/claimed-run.js';
import { type SessionsApp, startSessionsApp } from '../support/sessions-app.js';

let database: TestDatabase;
let here: SessionsApp;
let there: SessionsApp;
let sessions: ActiveSessions;

beforeAll(async () => {
  database = await createTestDatabase();
  here = await startSessionsApp({ url: database.url });
  there = await startSessionsApp({ url: database.url });
  sessions = here.app.get(ActiveSessions);
});

afterAll(async () => {
  await here.close();
  await there.close();
  await database.drop();
});

async function register(instance: SessionsApp): Promise<string> {
  const session = { agent_name: 'builder', capabilities: ['gpu'], principal_ref: 'local-user', scope: {} };
  const { result } = await instance.app.get(CommandBus).execute(new RegisterSession(session, testContext));
  return result.session_id;
}

const stop = (instance: SessionsApp, session_id: string) =>
  instance.app.get(CommandBus).execute(new StopSession({ session_id, scope: {} }, testContext));

/** A change that no event tells of: whoever still shows the old name did not ask the database. */
const rename = (sessionId: string) =>
  here.dataSource.query("UPDATE agent_sessions SET agent_name = 'renamed' WHERE session_id = $1", [sessionId]);

describe('the sessions that call', () => {
  it('are read once and remembered', async () => {
    const id = await register(here);
    const session = await sessions.find(id);
    expect(session).toEqual({
      session_id: id,
      agent_name: 'builder',
      workspace_id: null,
      channel: null,
      state: 'active',
      capabilities: ['gpu'],
      principal_ref: 'local-user',
      ttl_seconds: 300,
    });
    await rename(id);
    expect(await sessions.find(id)).toEqual(session);
    expect(sessions.remembered(id)).toEqual(session);
  });

  it('are found the moment after they registered elsewhere', async () => {
    expect(await sessions.find(await register(there))).toMatchObject({ state: 'active' });
  });

  it('are known to have stopped before the one who stopped them is answered', async () => {
    const id = await register(here);
    await sessions.find(id);
    await stop(here, id);
    expect(await sessions.find(id)).toMatchObject({ state: 'stopped' });
    expect(sessions.remembered(id)).toBeUndefined();
  });

  it('are known to have stopped elsewhere as soon as the hub has heard of it', async () => {
    const id = await register(here);
    await sessions.find(id);
    const { position } = await stop(there, id);
    expect(await here.app.get(Hub).reached(position, 10_000)).toBe(true);
    expect(await sessions.find(id)).toMatchObject({ state: 'stopped' });
  });

  it('are not remembered as active when they stop while they are being read', async () => {
    for (let i = 0; i < 20; i++) {
      const id = await register(here);
      await Promise.all([stop(here, id), sessions.find(id), sessions.find(id)]);
      expect(await sessions.find(id)).toMatchObject({ state: 'stopped' });
    }
  });

  it('are unknown when nobody registered them', async () => {
    expect(await sessions.find('sess-none')).toBeUndefined();
  });
});

describe('while the database is away', () => {
  it('whoever is remembered is found, whoever is not cannot be told from nobody', async () => {
    const [known, unknown] = [await register(there), await register(there)];
    const others = there.app.get(ActiveSessions);
    await others.find(known);
    await there.dataSource.destroy();
    expect(await others.find(known)).toMatchObject({ state: 'active' });
    await expect(others.find(unknown)).rejects.toThrow();
    const headers = { 'x-agh-session-id': unknown, 'x-agh-agent': 'builder' };
    expect(await there.call('GET', '/api/workspaces', { headers })).toMatchObject({
      status: 503,
      body: { diagnostic: { code: 'identity_lookup_unavailable' } },
    });
  });
});
