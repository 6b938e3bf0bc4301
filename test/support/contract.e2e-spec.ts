import { checkAnswer } from './contract/check.js';
import { startTestApp, type TestApp } from './test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const known = { 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'r-1', ...headers };
  return { method: 'GET', path: '/api/tasks/t-1', status, headers: new Headers(known), text: JSON.stringify(body) };
}

describe('the check of answers', () => {
  it('lets through what the service answers', async () => {
    const created = await service.api.post<{ task: { id: string } }>('/api/tasks', { scope: 'global', title: 'One' });
    expect(created.status).toBe(201);
    const path = `/api/tasks/${created.body.task.id}`;
    expect((await service.api.get(path)).status).toBe(200);
    expect((await service.api.get(`${path}/timeline`)).status).toBe(200);
    expect((await service.api.get('/api/tasks/none')).status).toBe(404);
    expect((await service.api.post('/api/tasks', '{')).status).toBe(400);
    expect((await service.api.get('/health/live')).status).toBe(200);
    for await (const frame of service.api.stream(`${path}/stream`)) {
      expect(frame.type).toBe('task.created');
      break;
    }
  });

  it('refuses an undocumented status', () => {
    expect(() => checkAnswer(answer(201, { error: 'x' }))).toThrow('no documented status of getTask');
  });

  it.each([
    ['an undocumented member', { error: 'x', more: 1 }],
    ['a null member', { error: null }],
    ['a missing member', {}],
  ])('refuses %s', (_what, body) => {
    expect(() => checkAnswer(answer(404, body))).toThrow('does not fit getTask');
  });

  it('refuses another content type', () => {
    expect(() => checkAnswer(answer(404, { error: 'x' }, { 'content-type': 'text/plain' }))).toThrow('content type');
  });

  it('refuses an answer without a request id', () => {
    expect(() => checkAnswer(answer(404, { error: 'x' }, { 'x-request-id': '' }))).toThrow('X-Request-Id');
  });
});
