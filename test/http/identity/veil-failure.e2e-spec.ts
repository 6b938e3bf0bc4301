import { Controller, Get } from '@nestjs/common';
import { Operation } from '../../../src/http/operation/operation.decorator.js';
import { type SampleApp, startSampleApp } from '../support/sample-app.js';

/** What it answers names a task, and nobody here can tell where that is. */
@Controller('api/mentions')
class MentioningController {
  @Get()
  @Operation({
    id: 'mentionTask',
    action: 'samples.mention',
    summary: 'Mention a task',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    success: { status: 200 },
    failures: [500],
  })
  mention(): object {
    return { parent_task_id: 'task-elsewhere' };
  }
}

describe('an answer whose veil cannot be made', () => {
  let sample: SampleApp;

  beforeAll(async () => {
    sample = await startSampleApp({ withKeys: true, controllers: [MentioningController] });
    sample.keys.principals.set('bound', { ref: 'one', role: 'viewer', workspaceId: 'ws-1' });
    sample.keys.principals.set('free', { ref: 'two', role: 'viewer' });
  });

  afterAll(() => sample.app.close());

  const ask = (key: string) =>
    sample.app.inject({ method: 'GET', url: '/api/mentions', headers: { 'x-api-key': key, 'x-request-id': 'asked' } });

  it('is a failure like any other, and shows nothing', async () => {
    const answer = await ask('bound');
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({ error: 'Internal Server Error' });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-request-id': 'asked',
    });
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)));
  });

  it('needs none for a caller of all workspaces', async () => {
    expect((await ask('free')).json()).toEqual({ parent_task_id: 'task-elsewhere' });
  });
});
