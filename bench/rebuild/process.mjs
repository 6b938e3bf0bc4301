/** One `taskledger rebuild` as a user runs it: a process of its own, whose memory is watched. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { peakMib } from '../support/process-memory.mjs';

const CLI = join(import.meta.dirname, '../../dist/src/cli.js');
const LOOK_MS = 50;

/** @returns its events, events per second and greatest resident memory in MB. */
export async function rebuildInProcess(url, options) {
  const child = spawn(process.execPath, [CLI, 'rebuild', ...options, '--json'], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  let memoryMb = 0;
  const watch = setInterval(() => (memoryMb = Math.max(memoryMb, peakMib(child.pid) ?? 0)), LOOK_MS);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`rebuild ${options.join(' ')} ended with ${code}`);
  const { views } = JSON.parse(text);
  const events = views.reduce((sum, view) => sum + view.events, 0);
  const seconds = views.reduce((sum, view) => sum + view.seconds, 0);
  return { events, perSecond: events / seconds, memoryMb };
}
