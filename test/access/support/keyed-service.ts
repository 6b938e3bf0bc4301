/** The whole service with keys required, and ways to get keys for it. */
import { CommandBus } from '@nestjs/cqrs';
import { CreateKey, type NewKey } from '../../../src/access/commands/create-key.js';
import type { CommandContext } from '../../../src/ledger/event.js';
import type { Api } from '../../support/contract.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../../support/test-app.js';

/** A key and its calls. */
export interface KeyHolder {
  readonly id: string;
  readonly secret: string;
  readonly api: Api;
}

export interface KeyedService extends TestApp {
  /** Calls of an admin that is bound to nothing. */
  readonly admin: Api;
  /** Makes a key as the command line does; the label is the role unless given. */
  key(request: Partial<NewKey> & Pick<NewKey, 'role'>): Promise<KeyHolder>;
  /** The calls of whoever presents this secret. */
  holding(secret: string): Api;
}

/** A test calls more than the limits of a default service let through. */
const UNLIMITED = { rateLimitPerSecond: 100_000, rateLimitBurst: 100_000, authFailuresPerMinute: 100_000 };

const CONTEXT: CommandContext = {
  actor: { kind: 'human', ref: 'local-user' },
  origin: { kind: 'cli', ref: 'keys.create' },
  correlationId: 'test',
};

export async function startKeyedService(options: TestAppOptions = {}): Promise<KeyedService> {
  const service = await startTestApp({ ...options, settings: { auth: 'keys', ...UNLIMITED, ...options.settings } });
  const holding = (secret: string): Api => service.api.with({ authorization: `Bearer ${secret}` });
  const key: KeyedService['key'] = async (request) => {
    const command = new CreateKey({ label: request.role, ...request }, CONTEXT);
    const { result } = await service.app.get(CommandBus, { strict: false }).execute(command);
    return { id: result.key.id, secret: result.secret, api: holding(result.secret) };
  };
  return { ...service, key, holding, admin: (await key({ role: 'admin', label: 'root' })).api };
}
