/**
 * Two instances of the built service on one database, each a process of its own, of which one can be killed and started
 * again at the same address.
 */
import { resolve } from 'node:path';
import { type Api, api } from '../../../support/contract.js';
import {
  freePort,
  runToEnd,
  type SpawnedService,
  spawnService,
  temporaryHome,
} from '../../../support/spawn-service.js';

export interface Instance {
  /** From 0. */
  readonly number: number;
  /** Calls of the operator, whose key works on both. */
  readonly api: Api;
}

const CLI = resolve('dist/src/cli.js');

/** What is slow by intent in service is quick, and nobody is held back for asking a lot. */
const SETTINGS = {
  AUTH: 'keys',
  RATE_LIMIT_PER_SECOND: '0',
  LEASE_SWEEP_SECONDS: '0.2',
  CLAIM_WAIT_SECONDS: '0.5',
  ACCESS_LOG: 'off',
};

interface Place {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

export class TwoInstances {
  private constructor(
    readonly all: readonly [Instance, Instance],
    private readonly places: readonly Place[],
    private readonly services: SpawnedService[],
  ) {}

  /** @param more settings on top, by the names of their variables */
  static async start(databaseUrl: string, more: Readonly<Record<string, string>> = {}): Promise<TwoInstances> {
    const home = temporaryHome();
    const env = { ...SETTINGS, ...more, DATABASE_URL: databaseUrl };
    const ports = [await freePort(), await freePort()];
    const places = ports.map((port) => ({ home, env: { ...env, PORT: String(port) } }));
    const key = await operatorKey({ home, env });
    const services: SpawnedService[] = [];
    for (const place of places) services.push(await spawnService(place));
    const instance = (number: number): Instance => {
      const url = services[number]?.url ?? '';
      return { number, api: api(url, { authorization: `Bearer ${key}` }) };
    };
    return new TwoInstances([instance(0), instance(1)], places, services);
  }

  /** Ends one as a power cut would and starts it again; resolves when it is ready. */
  async killAndRestart(number: number): Promise<void> {
    const place = this.places[number];
    const service = this.services[number];
    if (!place || !service) throw new Error(`there is no instance ${number}`);
    service.kill('SIGKILL');
    const exit = await service.exited;
    if (exit.signal !== 'SIGKILL') throw new Error(`instance ${number} had ended before:\n${service.output()}`);
    this.services[number] = await spawnService(place);
  }

  /** Asks both to stop; answers how they ended. */
  async stop(): Promise<readonly (number | null)[]> {
    for (const service of this.services) service.kill('SIGTERM');
    return Promise.all(this.services.map(async (service) => (await service.exited).code));
  }
}

async function operatorKey(place: Place): Promise<string> {
  const args = ['keys', 'create', '--label', 'operator', '--role', 'admin'];
  const { code, stdout, stderr } = await runToEnd({ ...place, entry: CLI, args });
  if (code !== 0) throw new Error(`no key could be made: ${stderr}`);
  return stdout.trim();
}
