/** One random call after the other, and what is seen of their answers. */
import type { ApiAnswer, Api } from '../../support/contract.js';
import { ROLES, type Role } from '../../../src/access/domain/vocabulary.js';
import type { Recipe } from './operations.js';
import { Stages } from './stages.js';
import type { DrawnRequest } from './request.js';
import { OUTSIDE } from './ownership.js';
import { opened, type Witness } from './witness.js';
import { Choices } from './choices.js';
import type { Party, World } from './world.js';

export interface Step {
  /** Which party calls: the tenants, then the operator. */
  readonly party: number;
  readonly operation: number;
  /** What all else of the call is chosen by. */
  readonly choices: number;
}

/** Operations about runs: tried more often than others, because they meet what goes on elsewhere. */
const OFTEN = /AgentTask|TaskRuns?$|^startTask$/;
/** How often an operation is called that has never succeeded. */
const INSISTENCE = 40;
/** How long the first frame of a stream is waited for, in ms: what its filters leave may be nothing. */
const PATIENCE_MS = 300;
/** What the operator must leave alone: it is about all workspaces, and shown in all of them or gone from them. */
const NOT_BY_OPERATOR = /^(?:(?:pause|resume|drain)Scheduler|deleteTaskResult)$/;

export class Steps {
  /** Operations that succeeded for a key that is bound. */
  readonly reached = new Set<string>();
  private readonly weighted: readonly Recipe[];
  private readonly stages: Stages;

  constructor(
    private readonly world: World,
    private readonly witness: Witness,
    recipes: readonly Recipe[],
  ) {
    this.stages = new Stages(world);
    this.weighted = recipes.flatMap((recipe) => (OFTEN.test(recipe.id) ? [recipe, recipe, recipe] : [recipe]));
  }

  async take(step: Step): Promise<void> {
    const party = this.world.parties[step.party % this.world.parties.length];
    const recipe = this.weighted[step.operation % this.weighted.length];
    if (!party || !recipe) throw new Error('there is nobody to call, or nothing to be called');
    if (party.place === OUTSIDE && NOT_BY_OPERATOR.test(recipe.id)) return;
    await this.call(recipe, party, new Choices(step.choices));
  }

  /** Calls an operation until it has succeeded for a key that is bound, or long in vain. */
  async insist(recipe: Recipe, seed: number): Promise<void> {
    const choices = new Choices(seed);
    for (let n = 0; n < INSISTENCE && !this.reached.has(recipe.id); n++) {
      await this.call(recipe, choices.pick(this.world.tenants), choices);
    }
  }

  private async call(recipe: Recipe, party: Party, choices: Choices): Promise<void> {
    const staged = party.place !== OUTSIDE && choices.chance(60) ? await this.stages.of(recipe.id, party) : undefined;
    const request = this.request(recipe, party, choices, staged);
    if (recipe.id.startsWith('deleteTask') && this.world.followed.has(request.path.split('/').at(-1) ?? '')) return;
    const { caller, as } = await this.callerOf(recipe, party, choices);
    const call = `${recipe.method} ${request.path}`;
    const sent = [decodeURIComponent(request.path), JSON.stringify(request), as].join(' ');
    const told = recipe.isStream ? await this.begun(caller, request) : await this.answer(recipe, caller, request);
    if (party.place === OUTSIDE) return;
    if (told.status < 300) this.reached.add(recipe.id);
    this.witness.keep({ place: party.place, call, sent, told: told.text });
  }

  private request(recipe: Recipe, party: Party, choices: Choices, staged: string | undefined): DrawnRequest {
    const drawn = recipe.draw(this.world.draw(party, choices), staged);
    const further = staged === undefined ? undefined : this.stages.bodyFor(staged);
    if (further) return { ...drawn, body: { ...(drawn.body as object), ...further } };
    if (party.place !== OUTSIDE) return drawn;
    // What the operator says of a cancellation is for every task that it reaches.
    return recipe.id === 'cancelTask' ? { ...drawn, body: {} } : this.world.marked(drawn);
  }

  /** A key of any role, mostly one that may, alone or with an agent session of its own, now and then of others. */
  private async callerOf(recipe: Recipe, party: Party, choices: Choices): Promise<{ caller: Api; as: string }> {
    const key = party.keys[choices.chance(80) ? 'admin' : choices.pick<Role>(ROLES)];
    if (!recipe.byAgents && !choices.chance(20)) return { caller: key, as: '' };
    const owner = choices.chance(90) ? party : choices.pick(this.world.parties);
    const agent = owner.agents.at(-1);
    if (!agent) throw new Error(`${owner.mark} has no agent`);
    const { body } = await owner.keys.viewer.get<{ session: { state: string } }>(
      `/api/agent/sessions/${agent.session_id}`,
    );
    if (body.session.state === 'active')
      return { caller: key.as(agent), as: `${agent.session_id} ${agent.agent_name}` };
    const place = owner.place === OUTSIDE ? choices.pick(this.world.parties).place : owner.place;
    const fresh = await this.world.agent(owner, place);
    owner.agents.push(fresh);
    return { caller: key.as(fresh), as: `${fresh.session_id} ${fresh.agent_name}` };
  }

  private async answer(recipe: Recipe, caller: Api, request: DrawnRequest): Promise<{ status: number; text: string }> {
    const { path, body, query, headers } = request;
    const verb = recipe.method.toLowerCase() as 'get' | 'post' | 'patch' | 'put' | 'delete';
    const answer: ApiAnswer<unknown> = await (verb === 'get' || verb === 'delete'
      ? caller[verb]<unknown>(path, { query, headers })
      : caller[verb]<unknown>(path, body, { query, headers }));
    const cursor = answer.headers.get('x-next-cursor');
    if (cursor !== null) this.world.cursors.push(cursor);
    return { status: answer.status, text: JSON.stringify([answer.body ?? null, [...answer.headers], opened(cursor)]) };
  }

  /** The first frame of a stream, or its refusal; or that it has nothing to tell. */
  private async begun(caller: Api, { path, query }: DrawnRequest): Promise<{ status: number; text: string }> {
    const stop = AbortSignal.timeout(PATIENCE_MS);
    try {
      for await (const frame of caller.stream(path, { query, signal: stop })) {
        return { status: 200, text: JSON.stringify(frame) };
      }
      return { status: 200, text: '' };
    } catch (error) {
      return { status: 404, text: String(error) };
    }
  }
}
