import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createServer } from 'node:net';
import type { Settings } from '../configuration/settings.js';
import { StartError } from '../start-error.js';

type Binding = Pick<Settings, 'host' | 'port'>;

/**
 * The binding with its port settled: looked at before anything slow is begun, and picked when the setting is 0.
 * @throws StartError when the port is taken or the host is not one of this machine.
 */
export function settleBinding(binding: Binding): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(bindingFailure(binding, error)));
    probe.listen(binding.port, binding.host, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : binding.port;
      probe.close(() => resolve(port));
    });
  });
}

/** @throws StartError as `settleBinding`: somebody else may have been quicker. */
export async function listen(app: NestFastifyApplication, binding: Binding): Promise<void> {
  try {
    await app.listen(binding.port, binding.host);
  } catch (error) {
    throw bindingFailure(binding, error as Error);
  }
}

/** The URL by which a person on this machine reaches the service. */
export function addressOf({ host, port }: Binding): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function bindingFailure({ host, port }: Binding, error: Error): Error {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new StartError(`PORT=${port} is taken: another program listens on ${host}:${port}`);
    case 'EACCES':
      return new StartError(`PORT=${port} is not allowed for this user`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartError(`HOST=${host} is not an address of this machine`);
    default:
      return error;
  }
}
