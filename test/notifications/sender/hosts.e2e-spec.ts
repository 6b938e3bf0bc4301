import { HostSlots } from '../../../src/notifications/sender/host-slots.js';
import type { SendOutcome } from '../../../src/notifications/sender/outgoing.js';
import { Receiver } from '../../support/receiver.js';
import { gate, until } from '../../support/until.js';
import { messageTo, never, openSender } from './support.js';

const answering = gate();
let slow: Receiver;
let quick: Receiver;

beforeAll(async () => {
  slow = await Receiver.start({ script: () => ({ kind: 'answer', status: 200, until: answering.passed }) });
  quick = await Receiver.start();
});

afterAll(async () => {
  await slow.close();
  await quick.close();
});

test('at most 8 are on their way to one host, and others are not held up', async () => {
  const sender = openSender();
  const order: string[] = [];
  const sending = Array.from({ length: 30 }, async (_each, nth): Promise<SendOutcome> => {
    const outcome = await sender.send(messageTo(slow.url(), { id: `slow-${nth}` }), never);
    order.push(`slow-${nth}`);
    return outcome;
  });
  await until('the slow host has its 8', () => slow.inFlight === 8);
  expect([sender.hasSlot(slow.url('/other')), sender.hasSlot(quick.url()), sender.inFlight]).toEqual([false, true, 8]);

  const others = Array.from({ length: 30 }, (_each, nth) =>
    sender.send(messageTo(quick.url(), { id: `quick-${nth}` }), never),
  );
  expect((await Promise.all(others)).every(({ delivered }) => delivered)).toBe(true);
  expect([slow.inFlight, slow.received.length, order]).toEqual([8, 8, []]);

  answering.open();
  expect((await Promise.all(sending)).every(({ delivered }) => delivered)).toBe(true);
  expect([slow.mostInFlight, slow.received.length, quick.mostInFlight <= 8]).toEqual([8, 30, true]);
  expect([sender.hasSlot(slow.url()), sender.inFlight]).toEqual([true, 0]);
});

test('who waits for a slot for too long has not been sent, and can break off', async () => {
  const stuck = gate();
  const held = await Receiver.start({ script: () => ({ kind: 'answer', status: 200, until: stuck.passed }) });
  try {
    const sender = openSender({ slots: new HostSlots({ perHost: 1, waiting: 1, waitMs: 10 }) });
    const first = sender.send(messageTo(held.url()), never);
    await until('the only slot is taken', () => held.inFlight === 1);
    const caller = new AbortController();
    const leaving = sender.send(messageTo(held.url()), caller.signal);
    caller.abort();
    expect(await leaving).toMatchObject({ delivered: false, reason: 'aborted' });
    expect(await sender.send(messageTo(held.url()), never)).toMatchObject({ delivered: false, reason: 'busy' });
    stuck.open();
    expect(await first).toMatchObject({ delivered: true });
    expect(held.received).toHaveLength(1);
  } finally {
    await held.close();
  }
});

test('the name in another case is the same host, another port is not', () => {
  const sender = openSender();
  const url = slow.url('/', 'hooks.example');
  const sending = sender.send(messageTo(url), never);
  const taken = Array.from({ length: 7 }, () => sender.send(messageTo(url), never));
  expect(sender.hasSlot(url.replace('hooks', 'HOOKS'))).toBe(false);
  expect([sender.hasSlot('http://hooks.example:1/'), sender.hasSlot('no URL')]).toEqual([true, true]);
  return Promise.all([sending, ...taken]);
});
