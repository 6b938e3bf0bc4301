import { randomUUID } from 'node:crypto';
import { connectCalls } from '../http/connect.mjs';
import { script } from './mix.mjs';

const AGENT = { agent_name: 'bench', ttl_seconds: 3_600 };
const companies = new Map();

/**
 * So many callers of a service in a workspace of their own, each with an agent session; the same ones every time. What
 * else is in the ledger is not theirs to claim.
 */
export async function company(url, size) {
  const key = `${url} ${size}`;
  if (!companies.has(key)) {
    const call = connectCalls(url);
    const { workspace } = await call('POST', '/api/workspaces', { name: `bench ${randomUUID()}` });
    const callers = Array.from({ length: size }, (_, number) => newCaller(call, workspace.id, number));
    companies.set(key, await Promise.all(callers));
  }
  return companies.get(key);
}

async function newCaller(call, workspace, number) {
  const { session } = await call('POST', '/api/agent/sessions', { ...AGENT, workspace });
  const headers = { 'x-agh-session-id': session.session_id, 'x-agh-agent': AGENT.agent_name };
  return { call, headers, workspace, next: script(number) };
}
