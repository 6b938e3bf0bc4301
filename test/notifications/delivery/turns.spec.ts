import { Turns } from '../../../src/notifications/duties/turns.js';
import { gate } from '../../support/until.js';

it('lets so many in at once, in order, and goes on after a failure', async () => {
  const turns = new Turns(2);
  const order: number[] = [];
  const gates = [gate(), gate(), gate(), gate()];
  const acts = gates.map(({ passed }, i) =>
    turns.take(async () => {
      order.push(i);
      await passed;
      if (i === 0) throw new Error('no');
      return i;
    }),
  );
  const ends = Promise.allSettled(acts);
  await Promise.resolve();
  expect(order).toEqual([0, 1]);
  gates[0]?.open();
  await expect(acts[0]).rejects.toThrow('no');
  expect(order).toEqual([0, 1, 2]);
  for (const { open } of gates) open();
  expect(await ends).toHaveLength(4);
  expect(order).toEqual([0, 1, 2, 3]);
  expect(await turns.take(async () => 'free')).toBe('free');
});
