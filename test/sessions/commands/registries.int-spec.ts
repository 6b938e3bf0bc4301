/** What commands of one flush know of each other before any row is written. */
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Lane } from '../../../src/ledger/lane/lane.js';
import { StreamRegistry } from '../../../src/ledger/registry.js';
import { verifyLedger } from '../../../src/ledger/verify/verify.js';
import { CreateWorkspace } from '../../../src/sessions/commands/create-workspace.js';
import { DeleteWorkspace } from '../../../src/sessions/commands/delete-workspace.js';
import { RegisterSession } from '../../../src/sessions/commands/register-session.js';
import { UpdateWorkspace } from '../../../src/sessions/commands/update-workspace.js';
import { WorkspaceLookups } from '../../../src/sessions/lookups/workspace-lookups.js';
import { GetWorkspace } from '../../../src/sessions/views/workspace-queries.js';
import { outcomes } from '../../support/ledger.js';
import { makeTask, testContext } from '../support/claimed-run.js';
import { type SessionsApp, startSessionsApp } from '../support/sessions-app.js';

let service: SessionsApp;
let lane: Lane;
let commands: CommandBus;

beforeAll(async () => {
  service = await startSessionsApp();
  lane = service.app.get(Lane);
  commands = service.app.get(CommandBus);
});

afterAll(() => service.close());

const create = (id: string, name: string, path?: string) =>
  commands.execute(new CreateWorkspace({ id, name, path }, testContext));
const rename = (id: string, name: string) => commands.execute(new UpdateWorkspace({ id, name }, testContext));
const remove = (id: string) => commands.execute(new DeleteWorkspace(id, testContext));

/** How many flushes a set of requests took: commands that are given in one turn of the event loop share one. */
async function flushesOf(work: () => Promise<unknown>): Promise<number> {
  const positions = new Set<string>();
  const [before] = await service.dataSource.query<{ position: number }[]>(
    'SELECT coalesce(max(position), 0) AS position FROM events',
  );
  await work();
  const rows = await service.dataSource.query<{ recorded_at: string }[]>(
    'SELECT DISTINCT recorded_at FROM events WHERE position > $1',
    [before?.position],
  );
  for (const row of rows) positions.add(row.recorded_at);
  return positions.size;
}

describe('within one flush', () => {
  it('a name that was just taken is taken, one that was just given up is free', async () => {
    const flushes = await flushesOf(async () => {
      expect(
        await outcomes([
          create('a', 'Alpha', '/alpha'),
          create('b', 'ALPHA'),
          create('c', 'Gamma', '/alpha'),
          rename('a', 'Beta'),
          create('d', 'alpha'),
          remove('a'),
          create('e', 'beta', '/alpha'),
        ]),
      ).toEqual(['ok', 'duplicate_workspace', 'duplicate_workspace', 'ok', 'ok', 'ok', 'ok']);
    });
    expect(flushes).toBe(1);
  });

  it('names may go round', async () => {
    await Promise.all([create('x', 'Ex'), create('y', 'Why')]);
    const flushes = await flushesOf(async () => {
      expect(await outcomes([rename('x', 'spare'), rename('y', 'Ex'), rename('x', 'Why')])).toEqual(['ok', 'ok', 'ok']);
    });
    expect(flushes).toBe(1);
    expect(await service.app.get(QueryBus).execute(new GetWorkspace('why'))).toMatchObject({ id: 'x' });
  });

  it('a workspace that has just been given a task cannot be deleted', async () => {
    await Promise.all([create('full', 'Full'), create('empty', 'Empty')]);
    expect(await outcomes([makeTask(lane, 'full'), remove('full'), remove('empty')])).toEqual([
      'ok',
      'workspace_not_empty',
      'ok',
    ]);
    expect(await outcomes([remove('full'), makeTask(lane, 'full'), remove('full')])).toEqual([
      'workspace_not_empty',
      'ok',
      'workspace_not_empty',
    ]);
  });

  it('a session finds the workspace that was created just before, and not the one just deleted', async () => {
    const register = (workspace: string) => {
      const session = { agent_name: 'builder', workspace, principal_ref: 'local-user', scope: {} };
      return commands.execute(new RegisterSession(session, testContext));
    };
    expect(
      await outcomes([create('new', 'New', '/new'), register('NEW'), register('/new'), remove('new'), register('new')]),
    ).toEqual(['ok', 'ok', 'ok', 'ok', 'workspace_not_found']);
  });
});

describe('a refused command', () => {
  it('takes back what it did to the lookups', async () => {
    const lookups = service.app.get(WorkspaceLookups);
    const taken = lane.execute({
      name: 'fail_after_create',
      context: testContext,
      execute: async (unit) => {
        const { workspaceStream } = await import('../../../src/sessions/domain/workspace-stream.js');
        await unit.load(workspaceStream, 'failed');
        unit.append(workspaceStream, 'failed', [{ type: 'workspace.created', data: { id: 'failed', name: 'Failed' } }]);
        expect(await lookups.resolve(unit, 'FAILED')).toMatchObject({ id: 'failed' });
        throw new Error('on purpose');
      },
    });
    expect(await outcomes([taken, create('succeeded', 'failed')])).toEqual(['Error', 'ok']);
  });
});

describe('another instance', () => {
  it('is believed: what it wrote is seen by the next command here', async () => {
    const other = await startSessionsApp({
      url: service.dataSource.options.type === 'postgres' ? service.dataSource.options.url : '',
    });
    try {
      await create('ours', 'Ours');
      await other.app.get(CommandBus).execute(new UpdateWorkspace({ id: 'ours', name: 'Theirs' }, testContext));
      expect(await outcomes([create('late', 'theirs'), create('later', 'Ours')])).toEqual([
        'duplicate_workspace',
        'ok',
      ]);
    } finally {
      await other.close();
    }
  });
});

it('the ledger verifies', async () => {
  const verdict = await verifyLedger(service.dataSource, service.app.get(StreamRegistry));
  expect(verdict).toMatchObject({ ok: true, findings: [] });
});
