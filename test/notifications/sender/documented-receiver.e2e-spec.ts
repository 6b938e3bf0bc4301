/** The receiver of docs/notifications.md verifies what is sent. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { until } from '../../support/until.js';
import { messageTo, never, openSender, SECRET } from './support.js';

const page = readFileSync('docs/notifications.md', 'utf8');
const program = /<!-- receiver -->\s+```js\n([^]*?)```/.exec(page)?.[1] ?? '';

let receiver: ChildProcess;
let printed = '';

beforeAll(async () => {
  const env = { ...process.env, WEBHOOK_SECRET: SECRET };
  receiver = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  receiver.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await until('the receiver listens', () => /^port \d+\n/.test(printed));
});

afterAll(() => void receiver.kill('SIGKILL'));

test('it takes what is signed, once, and refuses all else', async () => {
  const url = `http://127.0.0.1:${/^port (\d+)/.exec(printed)?.[1]}/`;
  const sender = openSender();
  const body = JSON.stringify({ content: { text: 'Task t-1 finished as completed' } });
  const message = messageTo(url, { body, secret: SECRET });
  const statusOf = async (sent: typeof message): Promise<number | undefined> => (await sender.send(sent, never)).status;
  expect(await statusOf(message)).toBe(204);
  expect(await statusOf(message)).toBe(204);
  expect(await statusOf({ ...message, secret: 'another' })).toBe(401);
  expect(await statusOf(messageTo(url, { body }))).toBe(401);
  await until('it has printed', () => printed.includes('Task'));
  expect(printed.split('\n').slice(1)).toEqual(['notif:sub-1:7 Task t-1 finished as completed', '']);
});
