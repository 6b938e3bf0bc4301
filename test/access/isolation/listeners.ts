/**
 * What is held open while other things happen: streams of tasks that others touch and wait for, and claims that wait
 * for work in a channel. Whoever gets some completes it, so that those who wait for its end are told.
 */
import type { AgentSession, Claim } from '../../../src/client/types.js';
import type { Api, ApiAnswer } from '../../support/contract.js';
import { wanted } from '../../support/place.js';
import { until } from '../../support/until.js';
import { OUTSIDE } from './ownership.js';
import type { Witness } from './witness.js';
import { channelOf, type Party, type World } from './world.js';

export class Listeners {
  private readonly stop = new AbortController();
  private readonly running: Promise<void>[] = [];
  /** The last frame about each followed task. */
  private readonly last = new Map<string, string>();
  /** Runs that were queued in one workspace because of what was completed elsewhere. */
  private across = 0;
  private frames = 0;
  private claims = 0;

  private constructor(
    private readonly world: World,
    private readonly witness: Witness,
  ) {}

  /** Opens everything, and waits until the ends of tasks have had effects in other workspaces. */
  static async open(world: World, witness: Witness): Promise<Listeners> {
    const listeners = new Listeners(world, witness);
    for (const [task, party] of world.followed) listeners.running.push(listeners.follow(party, task));
    for (const party of world.parties) listeners.running.push(listeners.work(party));
    // A task that waits for one of each workspace is told by the last of them, at most one of the three by its own.
    await until('runs to be queued across workspaces', () => listeners.across >= world.tenants.length - 1);
    return listeners;
  }

  /** Waits until every stream has brought what was last done, and tells how much was heard in all. */
  async hearOut(): Promise<{ readonly frames: number; readonly claims: number }> {
    for (const [task, party] of this.world.followed) {
      const title = this.world.words(party);
      await wanted(this.world.outside.keys.operator.patch(`/api/tasks/${task}`, { title }), 200);
      await until(`the stream of ${task} to tell of its end`, () => this.last.get(task)?.includes(title) === true);
    }
    const { frames, claims } = this;
    return { frames, claims };
  }

  async close(): Promise<void> {
    this.stop.abort();
    await Promise.all(this.running);
  }

  private async follow(party: Party, task: string): Promise<void> {
    try {
      for await (const frame of party.keys.viewer.stream(`/api/tasks/${task}/stream`, { signal: this.stop.signal })) {
        const told = JSON.stringify(frame);
        this.frames += 1;
        this.last.set(task, told);
        if (frame.type === 'task.run_enqueued' && frame.timeline.actor.kind === 'daemon') this.across += 1;
        this.witness.keep({ place: party.place, call: 'a stream', sent: '', told });
      }
    } catch (error) {
      if (!this.stop.signal.aborted) throw error;
    }
  }

  private async work(party: Party): Promise<void> {
    let session: AgentSession | undefined;
    // Runs of global tasks are in no channel.
    const where = party.place === OUTSIDE ? {} : { channel: channelOf(party) };
    while (!this.stop.signal.aborted) {
      session ??= await this.world.agent(party, party.place, where);
      const api = party.keys.agent.as(session);
      const answer = await this.heard(party, api.post<{ claim: Claim }>('/api/agent/tasks/claim-next', { wait: true }));
      // Somebody stopped the session.
      if (answer.status >= 400) session = undefined;
      if (answer.status === 200) await this.complete(party, api, answer.body.claim.run.id);
    }
  }

  private async complete(party: Party, api: Api, run: string): Promise<void> {
    this.claims += 1;
    const result = { note: this.world.words(party) };
    await this.heard(party, api.post(`/api/agent/tasks/${run}/complete`, { result }));
  }

  private async heard<T>(party: Party, call: Promise<ApiAnswer<T>>): Promise<ApiAnswer<T>> {
    const answer = await call;
    const told = JSON.stringify([answer.body ?? null, [...answer.headers]]);
    if (party.place !== OUTSIDE) this.witness.keep({ place: party.place, call: 'a claim that waits', sent: '', told });
    return answer;
  }
}
