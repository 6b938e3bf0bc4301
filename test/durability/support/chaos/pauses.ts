import { setTimeout as delay } from 'node:timers/promises';
import { Caller } from './caller.js';
import type { Field } from './field.js';
import type { Random } from './random.js';

/** Pauses the scheduler again and again for a moment; it runs when this ends. */
export async function pauseAndResume(field: Field, random: Random): Promise<void> {
  const caller = new Caller('scheduler', field, random.fork());
  while (!field.over) {
    await delay(random.between(100, 600));
    await caller.insist({ kind: 'pause', path: '/api/scheduler/pause', body: { reason: 'a moment of rest' } });
    await delay(random.between(0, 150));
    await caller.insist({ kind: 'resume', path: '/api/scheduler/resume' });
  }
}
