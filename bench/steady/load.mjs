/**
 * The load of the steady bench: the calls of the mixed one, at a rate of their own. A call's time counts from the moment at
 * which it was to begin, so that one that is held up by those before it shows.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { company } from '../mixed/company.mjs';
import { KINDS } from '../mixed/mix.mjs';
import { plainTransactions } from '../mixed/plain.mjs';
import { percentile } from '../support/statistics.mjs';

async function steady({ url, callers, seconds, rate }) {
  const own = await company(url, callers);
  const samples = { commands: [], reads: [] };
  const begin = performance.now();
  const one = async (number) => {
    const periodMs = (callers / rate) * 1_000;
    for (let at = (periodMs * number) / callers; at < seconds * 1_000; at += periodMs) {
      await pause(Math.max(0, begin + at - performance.now()));
      const kind = own[number].next();
      await KINDS[kind].call(own[number]);
      samples[KINDS[kind].writes ? 'commands' : 'reads'].push(performance.now() - begin - at);
    }
  };
  await Promise.all(own.map((_, number) => one(number)));
  return { commands: figures(samples.commands), reads: figures(samples.reads) };
}

function figures(samples) {
  return { count: samples.length, p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) };
}

const JOBS = { steady, plain: ({ url, seconds }) => plainTransactions(url, seconds) };

process.on('message', async (job) => {
  try {
    process.send({ figures: await JOBS[job.kind](job) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
