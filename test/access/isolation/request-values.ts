/** What to write into the members, parameters and headers of a request, by their names and schemas. */
import type { Draw, Kind, Schema } from './request.js';

type Value = (draw: Draw, operation: string) => unknown;

const words: Value = (draw) => draw.words();
const json: Value = (draw) => ({ note: draw.words() });
const a =
  (kind: Kind): Value =>
  (draw) =>
    draw.reference(kind);
const address: Value = (draw) => `https://${draw.words()}.example/`;
const schema: Value = () => ({ type: 'object' });
/** An own id to be, or one that is taken, here or elsewhere. */
const idToBe =
  (kind: Kind): Value =>
  (draw) =>
    draw.chance(60) ? draw.words() : draw.reference(kind);

/** What may be written where the schema says no more than text or JSON. Others have no place for ids or words. */
const VALUES: Readonly<Record<string, Value>> = {
  ...{ title: words, description: words, reason: words, error: words, log: words, extracted_content: words },
  ...{ identifier: words, label: words, principal_ref: words, provider: words, model: words, webhook_secret: words },
  ...{ metadata: json, result: json, params: json, capabilities: words, agent_name: words, name: words, ref: words },
  ...{ depends_on_task_id: a('task'), parent_task_id: a('task'), owner_ref: a('session'), run_ids: a('claimed') },
  ...{ workspace: a('workspace'), workspace_id: a('workspace'), claim_token_hash: a('lease') },
  id: (draw, operation) => idToBe(operation.includes('Workspace') ? 'workspace' : 'task')(draw, operation),
  session_id: (draw, operation) => (operation === 'registerAgentSession' ? idToBe : a)('session')(draw, operation),
  ...{ next_round_guidance: words, review_text: words, delivery_id: words, missing_work: (draw) => [draw.words()] },
  ...{ parent_review_id: a('review'), run_id: a('run'), task_id: a('task'), reviewer_session_id: a('session') },
  ...{ guidance: words, sandbox_ref: words, preferred_capabilities: words },
  ...{ allowed_agent_names: words, allowed_peer_ids: words, allowed_channel_ids: words },
  ...{ preferred_agent_names: words, preferred_peer_ids: words, preferred_channel_ids: words },
  ...{ created_at: () => '2100-01-01T00:00:00.000Z', updated_at: () => '2100-01-01T00:00:00.000Z' },
  ...{ peer_id: words, thread_id: words, group_id: words, subscription_id: words, bridge_instance_id: a('bridge') },
  ...{ endpoint_url: (draw) => `https://${draw.words()}.example/`, secret: () => `whsec_${'A'.repeat(32)}` },
  ...{ prompt: words, task: words, display_name: words, auth_context_id: words, response_format: () => 'json' },
  ...{ webhook_url: address, initial_url: address, website: address, json_schema: schema },
  ...{ input_schema: schema, output_schema: schema, secret_bindings: () => ({}) },
  secret_uuid: () => '3c90c3cc-0d44-4b50-8888-8dd25736052a',
  'Idempotency-Key': (draw) => draw.pick(['key-1', 'key-2', 'key-3', 'key-4']),
  deadline_at: () => '2100-01-01T00:00:00.000Z',
  idempotency_key: (draw) => draw.pick(['key-1', 'key-2', 'key-3', 'key-4']),
  owner: (draw) => ({ kind: draw.pick(['agent_session', 'human']), ref: draw.words() }),
  channel: (draw) => draw.channel(false),
  network_channel: (draw, operation) => draw.channel(!/createTask|createChildTask|updateTask/.test(operation)),
  path: (draw) => `/${draw.words()}`,
  actor: (draw) => `agent_session:${draw.reference('session')}`,
  query: (draw) => draw.search(),
  cursor: (draw) => draw.cursor(),
  cost_currency: () => 'EUR',
  fronts: () => 'a',
  expires_at: () => '2100-01-01T00:00:00.000Z',
  required_capabilities: (draw) => draw.words(),
  ...{ 'If-Match': (draw) => `"${draw.pick([1, 2, 3])}"`, 'X-Ledger-At-Least': () => '1' },
};

/** Members that an operation can hardly do without. */
const USUAL: ReadonlySet<string> = new Set(['workspace', 'log', 'reason', 'peer_id', 'group_id']);
/** Members that mostly spoil a call. */
const RARE: ReadonlySet<string> = new Set([
  ...['claim_token_hash', 'required_capabilities', 'workspace_id', 'If-Match', 'clear_owner', 'cursor', 'wait'],
  ...['preferred_capabilities', 'sandbox_ref', 'allowed_agent_names'],
  ...['run_id', 'task_id', 'review_round', 'attempt', 'reviewer_session_id'],
]);

/** Whether an optional member or parameter is sent. */
export function isSent(name: string, draw: Draw): boolean {
  return draw.chance(USUAL.has(name) ? 90 : RARE.has(name) ? 5 : 30);
}

/** @throws for a text or a JSON member that is not known here */
export function requireKnown(operation: string, name: string, schema: Schema): void {
  if (schema.properties) {
    for (const [member, type] of Object.entries(schema.properties)) requireKnown(operation, member, type);
  } else if (schema.items) {
    requireKnown(operation, name, schema.items);
  } else if (!VALUES[name] && !isPlain(schema)) {
    throw new Error(
      `the isolation test does not know what to write into ${name} of ${operation}: add it to its VALUES`,
    );
  }
}

/** Numbers, switches and fixed words name nothing. */
function isPlain({ type, enum: choices }: Schema): boolean {
  return choices !== undefined || type === 'integer' || type === 'number' || type === 'boolean';
}

export function valueOf(schema: Schema, name: string, operation: string, draw: Draw): unknown {
  if (schema.properties) {
    const required = new Set(schema.required);
    const members = Object.entries(schema.properties).filter(
      ([member]) => required.has(member) || isSent(member, draw),
    );
    return Object.fromEntries(members.map(([member, type]) => [member, valueOf(type, member, operation, draw)]));
  }
  if (schema.items) return [valueOf(schema.items, name, operation, draw)];
  if (schema.enum) return draw.pick(schema.enum);
  if (schema.type === 'boolean') return draw.chance(50);
  const value = VALUES[name];
  if (value) return value(draw, operation);
  return (schema.minimum ?? 1) + draw.pick([0, 1, 2]);
}
