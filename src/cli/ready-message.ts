import type { Settings } from '../platform/configuration/settings.js';

/** What the operator sees once the service listens: where it is, where to read on, one command to try. */
export function readyMessage(address: string, settings: Pick<Settings, 'auth' | 'role'>): string {
  if (settings.role === 'worker')
    return `taskledger is ready (background work only), health at ${address}/health/ready\n`;
  const key = settings.auth === 'keys' ? ` -H "Authorization: Bearer $TASKLEDGER_KEY"` : '';
  const task = '{"scope":"global","title":"My first task"}';
  return [
    `taskledger is ready at ${address}`,
    `  docs  ${address}/docs`,
    `  try   curl -sS ${address}/api/tasks -H 'Content-Type: application/json'${key} -d '${task}'`,
    '',
  ].join('\n');
}
