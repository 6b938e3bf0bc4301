/**
 * Whatever keys of three workspaces do, and whatever somebody who sees them all does meanwhile, no key ever gets an id or
 * a text of another workspace: in no answer, header, cursor, refusal, long poll or stream. The calls are drawn from
 * `openapi.json`. `ISOLATION_SEED` and `ISOLATION_CALLS` look further than the default; a failure prints its seed.
 */
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { startKeyedService, type KeyedService } from './support/keyed-service.js';
import { lists, miscounted } from './isolation/counts.js';
import { Listeners } from './isolation/listeners.js';
import { readRecipes } from './isolation/operations.js';
import { Ownership } from './isolation/ownership.js';
import { type Step, Steps } from './isolation/steps.js';
import { Witness } from './isolation/witness.js';
import { World } from './isolation/world.js';

jest.setTimeout(300_000);

const SEED = Number(process.env.ISOLATION_SEED ?? 20_260_505);
const CALLS = Number(process.env.ISOLATION_CALLS ?? 1_000);
const CALLS_A_ROUND = 100;

/** What a bound key cannot do: 403 for what is about all workspaces; 409, because those of this test always hold tasks. */
const NEVER = new Set([
  ...['createWorkspace', 'pauseScheduler', 'resumeScheduler', 'drainScheduler', 'deleteWorkspace'],
  ...['listViews', 'rebuildView'],
]);

let service: KeyedService;
let world: World;
let witness: Witness;
let listeners: Listeners;
const recipes = readRecipes();

beforeAll(async () => {
  service = await startKeyedService({ settings: { claimWaitSeconds: 0.3, holdMaxSeconds: 0.3 } });
  world = await World.make(service);
  witness = new Witness(new Ownership(service.app.get(DataSource)), world.marks);
  listeners = await Listeners.open(world, witness);
});

afterAll(async () => {
  await listeners.close();
  await service.close();
});

// Without the bias of fast-check towards small numbers: they are but choices.
const number = fc.noBias(fc.nat({ max: 1_000_000_000 }));
const step: fc.Arbitrary<Step> = fc.record({ party: number, operation: number, choices: number });

it('no answer tells a key of what is not in its workspace', async () => {
  const steps = new Steps(world, witness, recipes);
  const round = fc.array(step, { minLength: CALLS_A_ROUND, maxLength: CALLS_A_ROUND });
  await fc.assert(
    fc.asyncProperty(round, async (calls) => {
      for (const [i, call] of calls.entries()) {
        if (i % 10 === 0) await world.known.look();
        await steps.take(call);
      }
      expect({ seed: SEED, leaks: await witness.leaks() }).toEqual({ seed: SEED, leaks: [] });
    }),
    // What happened before a round is part of it, so that smaller ones would prove nothing.
    { seed: SEED, numRuns: CALLS / CALLS_A_ROUND, endOnFailure: true },
  );
  // Calls that are only refused would prove nothing: every operation has to succeed somewhere.
  const missing = () => recipes.filter(({ id }) => !steps.reached.has(id) && !NEVER.has(id));
  for (const recipe of missing()) await steps.insist(recipe, SEED);
  expect({ seed: SEED, leaks: await witness.leaks() }).toEqual({ seed: SEED, leaks: [] });
  const missed = missing().map(({ id }) => id);
  expect({ seed: SEED, missed }).toEqual({ seed: SEED, missed: [] });
});

it('streams and long polls that were open all the time carried nothing of it', async () => {
  const heard = await listeners.hearOut();
  await listeners.close();
  expect(heard.frames).toBeGreaterThan(20);
  expect(heard.claims).toBeGreaterThan(3);
  expect({ seed: SEED, leaks: await witness.leaks() }).toEqual({ seed: SEED, leaks: [] });
});

it('lists and counts hold exactly what is in the workspace', async () => {
  for (const { keys, place } of world.tenants) {
    for (const { path, listed, expected } of await lists(service, keys.admin, place)) {
      expect([path, listed]).toEqual([path, expected]);
    }
    expect(await miscounted(service, keys.viewer, place)).toEqual([]);
  }
});
