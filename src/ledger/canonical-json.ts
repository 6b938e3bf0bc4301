/**
 * One text for one JSON value: members sorted by UTF-16 code unit, no spaces, numbers as JSON.stringify writes them.
 * Postgres `jsonb` forgets the order of members, so hashes and comparisons are made over this text. Members that are
 * `undefined` are left out and numbers that JSON cannot hold become null, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) {
    let text = '[';
    for (let i = 0; i < value.length; i++) text += (i > 0 ? ',' : '') + canonicalJson(value[i]);
    return text + ']';
  }
  const members = value as Record<string, unknown>;
  let text = '{';
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member === undefined) continue;
    text += (text.length > 1 ? ',' : '') + JSON.stringify(key) + ':' + canonicalJson(member);
  }
  return text + '}';
}
