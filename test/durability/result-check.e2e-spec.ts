import { api, type Api } from '../support/contract.js';
import { makePlace, timelineOf, wanted } from '../support/place.js';
import { preparedHome, runToEnd, spawnService, stopSpawned } from '../support/spawn-service.js';
import { VERIFY } from './support/home.js';

jest.setTimeout(180_000);
afterEach(stopSpawned);

/** Good for `ok` at once, and for everything else a check that does not end: each level is looked at twice by the last. */
const SLOW = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  anyOf: [{ const: 'ok' }, { $ref: '#/definitions/d0' }],
  definitions: Object.fromEntries(
    Array.from({ length: 64 }, (_, i) => [
      `d${i}`,
      i === 63 ? true : { allOf: [{ $ref: `#/definitions/d${i + 1}` }, { $ref: `#/definitions/d${i + 1}` }] },
    ]),
  ),
};

it('a service that dies while it checks a result leaves nothing of that, and the worker completes the run later', async () => {
  const home = preparedHome();
  const service = await spawnService({ home });
  const calls: Api = api(service.url);
  const place = await makePlace(calls);
  const made = await calls.post<{ task: { id: string } }>('/api/tasks', {
    ...{ scope: 'workspace', workspace: place.workspaceId, title: 'Slow' },
  });
  const number = made.headers.get('x-task-number') ?? '';
  await wanted(calls.post(`/api/tasks/${number}/runs`, { json_schema: SLOW }), 200);
  const agent = await place.agent();
  const { run } = await agent.claim();
  const cutOff = agent.does('complete', run.id, { result: 'never' }).catch(() => 'cut off' as const);
  // Answered after the completion has reached the service, whose check takes longer than this.
  await wanted(agent.does('heartbeat', run.id), 200);
  service.kill('SIGKILL');
  expect(await cutOff).toBe('cut off');
  await service.exited;
  const again = api((await spawnService({ home })).url);
  const types = (await timelineOf(again, made.body.task.id)).map(({ event_type }) => event_type);
  expect(types).not.toContain('task.run_result_rejected');
  await wanted(again.as(agent.session).post(`/api/agent/tasks/${run.id}/complete`, { result: 'ok' }), 200);
  expect(await runToEnd({ home, ...VERIFY })).toMatchObject({ code: 0 });
});
