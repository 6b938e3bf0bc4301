import { createServer } from 'node:net';

/** The preferred port when it is free on 127.0.0.1, else one that the system picks. */
export async function freePort(preferred?: number): Promise<number> {
  return (preferred ? await listenOnce(preferred) : undefined) ?? (await listenOnce(0)) ?? 0;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
