import { readRunningServer } from '../../platform/postgres/home-lock.js';
import { httpUrl } from './options.js';

const USUAL_ADDRESS = 'http://127.0.0.1:3000';

/**
 * The service to work for: what the caller says, else `TASKLEDGER_URL`, else the one that runs on `TASKLEDGER_HOME`
 * (default `.taskledger`), else the usual address.
 */
export async function serviceAddress(url: string | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  const given = url ?? env.TASKLEDGER_URL?.trim();
  if (given !== undefined && given !== '') return httpUrl(given);
  const home = env.TASKLEDGER_HOME?.trim();
  const holder = await readRunningServer(home === undefined || home === '' ? '.taskledger' : home);
  return (holder?.purpose === 'service' ? holder.address : undefined) ?? USUAL_ADDRESS;
}
