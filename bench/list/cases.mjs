/** What is asked of the list: every filter alone, searches of every kind, both together, and what lies at the far end. */
import { titleWords } from './words.mjs';

/** @returns `[name, query]` each; `paged` ones are also measured at page 100. */
export function listCases(workspaces) {
  const [largest, , middle] = workspaces;
  const idle = workspaces.at(-1);
  const [often] = titleWords();
  const parent = { parent_task_id: undefined };
  return [
    ['everything', {}],
    ['drafts too', { include_drafts: true }],
    ['scope: global', { scope: 'global' }],
    ['workspace: 40 %', { workspace: largest }],
    ['workspace: 1 %', { workspace: middle }],
    ['workspace: idle for months', { workspace: idle }],
    ['status: ready', { status: 'ready' }],
    ['status: draft, all new', { status: 'draft' }],
    ['status: completed, all old', { status: 'completed' }],
    ['status: pending, none', { status: 'pending' }],
    ['priority: medium', { priority: 'medium' }],
    ['priority: urgent, all old', { priority: 'urgent' }],
    ['approval: pending', { approval_state: 'pending' }],
    ['approval: not required', { approval_state: 'not_required' }],
    ['approval: rejected, all old', { approval_state: 'rejected' }],
    ['owner kind: human', { owner_kind: 'human' }],
    ['owner kind: extension, all old', { owner_kind: 'extension' }],
    ['owner: of 5 %', { owner_ref: 'builders' }],
    ['owner: of 50 tasks', { owner_ref: 'owner-1500' }],
    ['owner: all old', { owner_ref: 'idle' }],
    ['channel: busy', { network_channel: 'channel-0' }],
    ['channel: all old', { network_channel: 'quiet' }],
    ['parent: 40 children', parent],
    ['workspace 40 % + status', { workspace: largest, status: 'ready' }],
    ['workspace 40 % + completed, all old', { workspace: largest, status: 'completed' }],
    ['workspace 1 % + status', { workspace: middle, status: 'failed' }],
    ['owner + status', { owner_ref: 'builders', status: 'in_progress' }],
    ['owner + workspace', { owner_ref: 'builders', workspace: middle }],
    ['status + priority + approval', { status: 'blocked', priority: 'high', approval_state: 'pending' }],
    ['search: a word of 20 %', { query: often }],
    ['search: a word of 1 %', { query: 'weekly' }],
    ['search: a word of 0.3 %', { query: 'HOURLY' }],
    ['search: a word of 30 tasks', { query: 'kumquat' }],
    ['search: a word of none', { query: 'zzebra' }],
    ['search: two words', { query: 'ing re' }],
    ['search: identifier', { query: 'ops-771234' }],
    ['search: one letter', { query: 'e' }],
    ['search: one digit', { query: '7' }],
    ['search: one letter of none', { query: 'q' }],
    ['search: two letters of 30 tasks', { query: 'qu' }],
    ['search: two letters of none', { query: 'zz' }],
    ['search: a word of 10 %, all old', { query: 'legacy' }],
    ['search: 1 % + workspace 40 %', { query: 'weekly', workspace: largest }],
    ['search: 1 % + workspace 1 %', { query: 'weekly', workspace: middle }],
    ['search: 1 % + idle workspace', { query: 'weekly', workspace: idle }],
    ['search: none + workspace 40 %', { query: 'zzebra', workspace: largest }],
    ['search: 20 % + status failed', { query: often, status: 'failed' }],
    ['search: 1 % + completed, all old', { query: 'weekly', status: 'completed' }],
    ['search: 1 % + owner', { query: 'weekly', owner_ref: 'builders' }],
  ];
}
