/**
 * Three workspaces with keys of every role, and an operator whose key is bound to none: it makes global tasks with
 * children in each workspace, lets tasks of one workspace wait for those of another, and sends its agents anywhere.
 */
import { DataSource } from 'typeorm';
import { ROLES, type Role } from '../../../src/access/domain/vocabulary.js';
import type { AgentSession, RegisterSession, Task } from '../../../src/client/types.js';
import type { Api } from '../../support/contract.js';
import { ALL_FRONTS, everywhere } from '../../http/identity/support/route-path.js';
import { newAgent, wanted } from '../../support/place.js';
import type { KeyedService } from '../support/keyed-service.js';
import type { Choices } from './choices.js';
import { KnownThings } from './known-things.js';
import { OUTSIDE, type Place } from './ownership.js';
import type { Draw, DrawnRequest, Kind } from './request.js';

/** Who calls: the people of a workspace, or those of none. */
export interface Party {
  readonly place: Place;
  /** By it all texts of the party are known. */
  readonly mark: string;
  readonly keys: Readonly<Record<Role, Api>>;
  /** What it calls with agents for; the last one calls. */
  agents: AgentSession[];
}

/** Stands for the mark in what the operator writes, until it is known where. */
const OPEN_MARK = 'mark-to-be';

/** Calls with a key, which every front lets in. */
async function caller(service: KeyedService, key: Parameters<KeyedService['key']>[0]): Promise<Api> {
  const { api, secret } = await service.key({ ...key, fronts: ALL_FRONTS });
  return api.with(everywhere(secret));
}

/** The channel in which a party has its work done. */
export function channelOf({ mark }: Pick<Party, 'mark'>): string {
  return `${mark}-channel`;
}

export class World {
  readonly tenants: Party[] = [];
  readonly outside: Party;
  readonly known: KnownThings;
  /** Tasks that somebody follows: nobody deletes them. */
  readonly followed = new Map<string, Party>();
  /** Cursors that anybody was given. */
  readonly cursors: string[] = ['none'];
  private written = 0;

  private constructor(
    readonly service: KeyedService,
    operator: Api,
  ) {
    const keys = { viewer: operator, agent: operator, operator, admin: operator };
    this.outside = { place: OUTSIDE, mark: 'mark-of-none', keys, agents: [] };
    this.known = new KnownThings(service.app.get(DataSource));
  }

  static async make(service: KeyedService): Promise<World> {
    const world = new World(service, await caller(service, { role: 'admin', label: 'working' }));
    for (const name of ['ash', 'bay', 'fir']) world.tenants.push(await world.tenant(`mark-of-${name}`));
    world.outside.agents.push(await world.agent(world.outside));
    await world.connect();
    return world;
  }

  get parties(): readonly Party[] {
    return [...this.tenants, this.outside];
  }

  get marks(): ReadonlyMap<Place, string> {
    return new Map(this.parties.map(({ place, mark }) => [place, mark]));
  }

  /** Texts of a party, each a new one. */
  words({ mark }: Pick<Party, 'mark'>): string {
    return `${mark}-${++this.written}`;
  }

  /** An active agent session; the operator's own one is in no workspace unless it is told. */
  async agent(party: Party, place = party.place, more: Partial<RegisterSession> = {}): Promise<AgentSession> {
    const owner = this.parties.find((one) => one.place === place) ?? party;
    const workspace = place === OUTSIDE ? {} : { workspace: place };
    const { session } = await newAgent(party.keys.agent, { agent_name: this.words(owner), ...workspace, ...more });
    return session;
  }

  /** What the requests of a party are made of. */
  draw(party: Party, choices: Choices): Draw {
    const mark = party.place === OUTSIDE ? OPEN_MARK : party.mark;
    const foreign = (): Party => choices.pick(this.tenants);
    return {
      pick: (items) => choices.pick(items),
      chance: (percent) => choices.chance(percent),
      reference: (kind) => this.reference(kind, party, choices),
      words: () => this.words({ mark }),
      channel: (mayBeForeign) => channelOf(mayBeForeign && choices.chance(20) ? foreign() : { mark }),
      search: () => choices.pick(['mark-of-', ...this.parties.map(({ mark }) => mark)]),
      cursor: () => choices.pick(this.cursors),
    };
  }

  /** What the operator writes bears the mark of the place that it writes about. */
  marked(request: DrawnRequest): DrawnRequest {
    const { workspace, run_ids = [] } = (request.body ?? {}) as { workspace?: string; run_ids?: string[] };
    const named = [workspace, ...run_ids, ...request.path.split('/').map(decodeURIComponent)];
    const place = named.map((id) => this.known.placeOf(id)).find((found) => found !== undefined);
    const { mark } = this.parties.find((one) => one.place === place) ?? this.outside;
    return JSON.parse(JSON.stringify(request).replaceAll(OPEN_MARK, mark)) as DrawnRequest;
  }

  /** A new task of the party, made by itself. */
  task(party: Party, members: object = {}): Promise<string> {
    return this.make(party, '/api/tasks', members);
  }

  private reference(kind: Kind, party: Party, choices: Choices): string {
    const near = choices.chance(75) && party.place !== OUTSIDE ? party : choices.pick(this.parties);
    const ids = this.known.of(kind, near.place);
    if (ids.length === 0) return `${kind}-none`;
    // The newest are the ones that something can still be done with.
    return choices.pick(choices.chance(70) ? ids.slice(0, 6) : ids);
  }

  /** A task with a run in the channel of its party. */
  private async started(party: Party): Promise<string> {
    const task = await this.task(party, { network_channel: channelOf(party) });
    await wanted(party.keys.operator.post(`/api/tasks/${task}/start`), 201);
    return task;
  }

  /** A task of the party; global ones, and those below them, are made by the operator alone. */
  private async make(party: Party, path: string, members: object = {}): Promise<string> {
    const { place } = party;
    const by = path === '/api/tasks' ? party : this.outside;
    const where = place === OUTSIDE ? { scope: 'global' } : { scope: 'workspace', workspace: place };
    const texts = { title: this.words(party), description: this.words(party), identifier: this.words(party) };
    const answer = by.keys.operator.post(path, { ...where, ...texts, ...members });
    return (await wanted<{ task: Task }>(answer, 201)).task.id;
  }

  private async tenant(mark: string): Promise<Party> {
    const { service } = this;
    const named = { name: `${mark} itself`, path: `/${mark}` };
    const made = service.admin.post('/api/workspaces', named);
    const { workspace } = await wanted<{ workspace: { id: string } }>(made, 201);
    const holder = { label: 'working', principal_ref: `${mark} people`, workspace: workspace.id };
    const keys = {} as Record<Role, Api>;
    for (const role of ROLES) keys[role] = await caller(service, { role, ...holder });
    await service.key({ role: 'viewer', label: `${mark} spare`, workspace: workspace.id });
    const party: Party = { place: workspace.id, mark, keys, agents: [] };
    party.agents.push(await this.agent(party));
    // Its channel is used from the first, so that it is nobody else's.
    this.followed.set(await this.started(party), party);
    return party;
  }

  /** Every workspace has children of a global task, and tasks that wait for those of all others. */
  private async connect(): Promise<void> {
    const parent = await this.task(this.outside);
    const blockers: string[] = [];
    for (const party of this.parties) blockers.push(await this.started(party));
    for (const party of this.tenants) {
      const child = await this.make(party, `/api/tasks/${parent}/children`, { auto_enqueue_on_ready: true });
      for (const depends_on_task_id of blockers) {
        const edge = this.outside.keys.operator.post(`/api/tasks/${child}/dependencies`, { depends_on_task_id });
        await wanted(edge, 200);
      }
      this.followed.set(child, party);
    }
  }
}
