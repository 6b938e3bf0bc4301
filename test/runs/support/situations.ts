/** Runs in every state that the outcome matrix of `runs.md` 3.0 tells apart. */
import type { Run } from '../../../src/client/types.js';
import { type Agent, type Place, wanted } from '../../support/place.js';
import type { TestApp } from '../../support/test-app.js';
import { needsAttention } from './force.js';
import { attach, inMidStart, ledTo, operate, operated, sessionsStopped } from './operate.js';

/** In the words of `runs.md` 3.0; all without a lease where nothing is said of one. */
export const SITUATIONS = [
  'queued',
  'claimed',
  'claimed under a lease',
  'starting without a session',
  'starting with a session',
  'running',
  'running under a lease',
  'needs_attention',
  'completed',
  'failed',
  'canceled',
  'completed under a lease',
] as const;
export type Situation = (typeof SITUATIONS)[number];
export type LeasedSituation = Extract<Situation, `${string} under a lease`>;

/** A run in this situation, of a task of its own; under a lease it is an agent's whom nobody knows. */
export async function situated(situation: Situation, service: TestApp, place: Place): Promise<Run> {
  const { api } = service;
  if (isLeased(situation)) return leased(situation, place, await place.agent());
  const run = await ledTo(beginningOf(situation), api, place);
  if (situation === 'needs_attention') await needsAttention(service, run);
  if (situation === 'starting without a session') await inMidStart(service, run);
  if (situation === 'starting with a session') {
    await wanted(attach(api, run.id, (await place.agent()).session.session_id), 200);
  }
  const ends = { completed: 'complete', failed: 'fail', canceled: 'cancel' } as const;
  if (situation in ends) await wanted(operate(api, ends[situation as keyof typeof ends], run.id), 200);
  await sessionsStopped(service);
  return run;
}

/** The same under a lease of this agent. */
export async function leased(situation: LeasedSituation, place: Place, agent: Agent): Promise<Run> {
  const { run } = await place.queued();
  await agent.claim();
  if (situation === 'running under a lease') await operated(agent.api, 'start', run.id, { idempotency_key: 'k' });
  if (situation === 'completed under a lease') await wanted(agent.does('complete', run.id), 200);
  return run;
}

function isLeased(situation: Situation): situation is LeasedSituation {
  return situation.endsWith('under a lease');
}

function beginningOf(situation: Situation): 'queued' | 'claimed' | 'running' {
  if (situation === 'queued' || situation === 'needs_attention') return 'queued';
  return situation === 'claimed' || situation.startsWith('starting') ? 'claimed' : 'running';
}
