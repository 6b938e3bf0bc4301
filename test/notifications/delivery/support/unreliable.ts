/** Receivers that cannot be relied on: what each request meets with follows from a seed, its id and its number. */
import { setTimeout as delay } from 'node:timers/promises';
import { answer, type Reaction, Receiver, type Script } from '../../../support/receiver.js';
import { Random } from '../../../durability/support/chaos/random.js';
import { SECRET } from './notified.js';

/** From so many tries on a message is taken: the mission is to come to an end. */
const TAKEN_AT = 5;
const SLOW_MS = 120;

type Mishap = (id: string) => Reaction;

const MISHAPS: readonly [Mishap, ...Mishap[]] = [
  () => answer(500),
  () => answer(410),
  () => answer(429, undefined, { 'retry-after': '1' }),
  () => answer(302, undefined, { location: 'http://127.0.0.1:9/' }),
  () => ({ kind: 'hang' }),
  () => ({ kind: 'drop' }),
  () => ({ kind: 'drop', halfway: true }),
  () => ({ kind: 'raw', bytes: 'no HTTP at all\r\n\r\n' }),
  () => answer(200, { delivery_id: 'notif:another:1' }),
];

function unreliable(seed: number): Script {
  return ({ id }, nth) => {
    const random = new Random(seed ^ hashOf(`${id} ${nth}`));
    if (nth >= TAKEN_AT || random.chance(0.5)) return random.chance(0.3) ? slow(id) : answer(200, { delivery_id: id });
    return random.pick(MISHAPS)(id);
  };
}

export function startUnreliable(seed: number): Promise<Receiver> {
  return Receiver.start({ secret: SECRET, script: unreliable(seed) });
}

function slow(id: string): Reaction {
  return { ...answer(200, { delivery_id: id }), kind: 'answer', status: 200, until: delay(SLOW_MS) };
}

function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return hash >>> 0;
}
