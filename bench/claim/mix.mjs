/**
 * The runs of the claim bench: two workspaces whose callers claim, in one by channel, and what else is in the queue. For
 * every caller nine of ten runs are not eligible, and most of those stand before the ones that are.
 */

/** The callers' agent, what they can do, and the least priority that they take. */
export const CALLER = { agent_name: 'bench', capabilities: ['net'], priority_min: 20 };
export const CHANNEL = 'bench-lane';

const POOL = { kind: 'pool', ref: CALLER.agent_name };
const OTHERS = { kind: 'pool', ref: 'others' };

/**
 * Kinds of runs, each with its share in percent: what its task is created with, `constraints` of an execution profile, and
 * `paused` for a task that is paused. `open` is in the workspace without channels, `channelled` in the other one.
 */
export const KINDS = [
  { name: 'open: eligible', share: 6, open: {} },
  { name: 'open: eligible, needs net', share: 2, open: {}, constraints: { required_capabilities: ['net'] } },
  { name: 'open: eligible, own pool', share: 2, open: { owner: POOL, priority: 'high' } },
  { name: 'channel: eligible', share: 8, channelled: { network_channel: CHANNEL } },
  { name: 'channel: eligible, own pool', share: 2, channelled: { network_channel: CHANNEL, owner: POOL } },
  { name: 'another workspace', share: 15, elsewhere: { priority: 'urgent' } },
  { name: 'open: pool of others', share: 8, open: { priority: 'urgent', owner: OTHERS } },
  {
    name: 'channel: pool of others',
    share: 7,
    channelled: { priority: 'urgent', network_channel: CHANNEL, owner: OTHERS },
  },
  { name: 'open: owned by a human', share: 2, open: { priority: 'urgent', owner: { kind: 'human', ref: 'ann' } } },
  { name: 'open: for another agent', share: 5, open: { priority: 'urgent' }, constraints: { agent_name: 'else' } },
  {
    name: 'open: needs gpu',
    share: 8,
    open: { priority: 'urgent' },
    constraints: { required_capabilities: ['gpu', 'net'] },
  },
  {
    name: 'channel: needs gpu',
    share: 5,
    channelled: { priority: 'urgent', network_channel: CHANNEL },
    constraints: { required_capabilities: ['gpu'] },
  },
  { name: 'channel: another channel', share: 10, channelled: { priority: 'urgent', network_channel: 'bench-other' } },
  { name: 'open: paused', share: 5, open: { priority: 'high' }, paused: true },
  { name: 'open: blocked', share: 5, open: { priority: 'high', approval_policy: 'manual' } },
  { name: 'open: below the least priority', share: 5, open: { priority: 'low' } },
  {
    name: 'channel: below the least priority',
    share: 5,
    channelled: { priority: 'low', network_channel: CHANNEL },
  },
];
