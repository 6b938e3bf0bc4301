import { HostSlots, type Release } from '../../../src/notifications/sender/host-slots.js';

const never = new AbortController().signal;

async function taken(slots: HostSlots, host: string): Promise<Release> {
  const release = await slots.take(host, never);
  if (!release) throw new Error('there was no slot');
  return release;
}

test('a host has so many slots, and each host its own', async () => {
  const slots = new HostSlots({ perHost: 2, waiting: 0 });
  const first = await taken(slots, 'a:80');
  await taken(slots, 'a:80');
  expect([slots.isFree('a:80'), slots.isFree('a:81'), slots.isFree('b:80')]).toEqual([false, true, true]);
  expect(await slots.take('a:80', never)).toBeUndefined();
  await taken(slots, 'b:80');
  expect(slots.taken).toBe(3);
  first();
  expect([slots.isFree('a:80'), slots.taken]).toEqual([true, 2]);
});

test('by default 8', async () => {
  const slots = new HostSlots();
  for (let nth = 0; nth < 8; nth += 1) {
    expect(slots.isFree('a:80')).toBe(true);
    await taken(slots, 'a:80');
  }
  expect(slots.isFree('a:80')).toBe(false);
});

test('who waits is served in the order of coming', async () => {
  const slots = new HostSlots({ perHost: 1 });
  let release = await taken(slots, 'a:80');
  const served: number[] = [];
  const waiting = [1, 2, 3].map(async (nth) => {
    const next = await taken(slots, 'a:80');
    served.push(nth);
    return next;
  });
  for (const next of waiting) {
    release();
    release = await next;
    expect(slots.taken).toBe(1);
  }
  expect(served).toEqual([1, 2, 3]);
  release();
  expect(slots.taken).toBe(0);
});

test('a slot is given back once', async () => {
  const slots = new HostSlots({ perHost: 1 });
  const release = await taken(slots, 'a:80');
  release();
  await taken(slots, 'a:80');
  release();
  expect([slots.taken, slots.isFree('a:80')]).toEqual([1, false]);
});

test('who is aborted leaves the queue and takes no slot', async () => {
  const slots = new HostSlots({ perHost: 1 });
  const release = await taken(slots, 'a:80');
  const leaving = new AbortController();
  const left = slots.take('a:80', leaving.signal);
  const patient = slots.take('a:80', never);
  leaving.abort();
  expect(await left).toBeUndefined();
  release();
  expect(await patient).toBeInstanceOf(Function);
  expect(await slots.take('b:80', AbortSignal.abort())).toBeUndefined();
  expect(slots.taken).toBe(1);
});

test('nobody waits in a queue that is too long, nor longer than allowed', async () => {
  const slots = new HostSlots({ perHost: 1, waiting: 1, waitMs: 1 });
  await taken(slots, 'a:80');
  const waiting = slots.take('a:80', never);
  expect(await slots.take('a:80', never)).toBeUndefined();
  expect(await waiting).toBeUndefined();
});
