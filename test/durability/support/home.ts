import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { embeddedServerUrl } from '../../../src/platform/postgres/embedded-server.js';
import { EMBEDDED_DATABASE } from '../../../src/platform/postgres/open-database.js';

/** `taskledger verify`, to be run to its end. */
export const VERIFY = { entry: resolve(__dirname, '../../../dist/src/cli.js'), args: ['verify'] } as const;

/** Connection string of the database that a running service keeps in its home. */
export function homeDatabaseUrl(home: string): string {
  const port = Number(readFileSync(join(home, 'postgres', 'port'), 'utf8'));
  const url = embeddedServerUrl(home, port, EMBEDDED_DATABASE);
  if (url === undefined) throw new Error(`there is no server in ${home}`);
  return url;
}
