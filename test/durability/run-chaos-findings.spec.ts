/** The checker of the chaos test finds what it is there to find, and nothing in a log that is well. */
import { accountFindings } from './support/chaos/account-findings.js';
import type { Call } from './support/chaos/calls.js';
import { callFindings } from './support/chaos/call-findings.js';
import { holderFindings } from './support/chaos/holder-findings.js';
import {
  at,
  by,
  call,
  claimed,
  completed,
  draining,
  expired,
  extended,
  failed,
  hash,
  logOf,
  paused,
  queued,
  released,
  releasedByStop,
  resumed,
  stopped,
  superseded,
  type Told,
} from './support/chaos/story.js';

const WELL: readonly Told[] = [
  queued(),
  claimed('a', 1, 'a', 4),
  extended('a', 'a', 9),
  released('a'),
  paused(),
  resumed(),
  claimed('b', 2, 'b', 8),
  expired('b', 'b'),
  claimed('b', 3, 'c'),
  by('stop', stopped('b')),
  by('stop', releasedByStop('b')),
  draining(),
  resumed(),
  claimed('a', 4, 'd', 16),
  queued('run-2'),
  superseded('a', 'd'),
  claimed('a', 5, 'e'),
  completed('a', 'e'),
  claimed('a', 1, 'f', 50, 'run-2'),
];

describe('who has which run', () => {
  it('finds nothing in a log that is well', () => {
    expect(holderFindings(logOf(...WELL))).toEqual([]);
  });

  const held = [queued(), claimed('a', 1, 'a')];
  const lapsed = [queued(), claimed('a', 1, 'a', 3)];

  it.each<[string, readonly Told[], string]>([
    ['a second live holder', [...held, claimed('b', 2, 'b')], 'a second live holder beside a'],
    [
      'a second holder after a lease that nobody took',
      [...lapsed, queued('x'), claimed('b', 2, 'b')],
      'second live holder',
    ],
    ['a second completion', [...held, completed('a', 'a'), completed('a', 'a')], 'for a second time'],
    ['a claim of a completed run', [...held, completed('a', 'a'), claimed('b', 2, 'b')], 'which is completed'],
    ['a session with two runs', [...held, queued('x'), claimed('a', 1, 'b', 50, 'x')], 'a second run beside run-1'],
    ['a claim for somebody else', [queued(), { ...claimed('a', 1, 'a'), actor: released('b').actor }], 'by b'],
    ['a claim in a pause', [queued(), paused(), claimed('a', 1, 'a')], 'while the scheduler is paused'],
    ['a claim in a drain', [queued(), draining(), claimed('a', 1, 'a')], 'while the scheduler is paused'],
    ['a claim of a run that was never queued', [claimed('a', 1, 'a')], 'never queued'],
    ['a run that is queued as new twice', [queued(), queued()], 'creates run-1 again'],
    ['an epoch that is not raised', [...held, released('a'), claimed('b', 1, 'b')], 'has epoch 1 after 1'],
    ['a hash that was used before', [...held, released('a'), claimed('b', 2, 'a')], 'no new one'],
    ['a lease without time', [queued(), claimed('a', 1, 'a', 2)], 'which is past'],
    ['a heartbeat that leaves no time', [...held, extended('a', 'a', 3)], 'which is past'],
    ['a heartbeat of another session', [...held, extended('b', 'a')], 'while a holds the run'],
    ['a heartbeat under another lease', [...held, extended('a', 'b')], `while ${hash('a')} is held`],
    ['a heartbeat at the very end of its lease', [...lapsed, extended('a', 'a')], 'after the lease ended'],
    ['a completion after its lease', [...lapsed, completed('a', 'a')], 'after the lease ended'],
    ['a completion of a run given back', [...held, released('a'), completed('a', 'a')], 'that nobody holds'],
    [
      'a completion by a former holder',
      [...held, released('a'), claimed('b', 2, 'b'), completed('a', 'a')],
      'while b holds',
    ],
    ['a release after its lease', [...lapsed, released('a')], 'after the lease ended'],
    ['a release by another', [...held, released('b')], 'while a holds the run'],
    ['a release for a session that lives', [...held, releasedByStop('a')], 'by operator, while a holds'],
    ['a release for a stop that came earlier', [...held, stopped('a'), releasedByStop('a')], 'by operator'],
    ['an expiry before its time', [...held, expired('a', 'a')], 'which lasts until'],
    ['an expiry at the wrong holder', [...lapsed, expired('b', 'a')], 'that nobody has'],
    ['an expiry of another lease', [...lapsed, expired('a', 'b')], 'that nobody has'],
    ['an expiry of a run that is queued', [queued(), expired('a', 'a')], 'that nobody has'],
    ['a session that acts after its end', [...held, stopped('a'), extended('a', 'a')], 'which has stopped'],
    ['an end that nobody asks for here', [...held, failed('a')], 'not to be expected'],
  ])('finds %s', (_what, told, words) => {
    expect(holderFindings(logOf(...told))).toContainEqual(expect.stringContaining(words));
  });

  it('names the position of what it finds', () => {
    const findings = holderFindings(logOf(...held, claimed('b', 2, 'b')));
    expect(findings).toEqual(['position 3: task.run_claimed gives run-1 a second live holder beside a']);
  });
});

describe('what callers were told', () => {
  const held = [by('queue', queued()), by('claim', claimed('a', 1, 'a', 20))];
  const claim = call('claim', 'claim', 'granted', { position: 2 });

  it.each<[string, readonly Told[], readonly Call[]]>([
    ['a claim as it was told', [], []],
    [
      'a heartbeat as it was told',
      [by('beat', extended('a', 'a'))],
      [call('beat', 'heartbeat', 'granted', { position: 3 })],
    ],
    ['a completion as it was told', [by('end', completed('a', 'a'))], [call('end', 'complete', 'granted')]],
    ['a release as it was told', [by('end', released('a'))], [call('end', 'release', 'granted')]],
    [
      'a call without an answer that happened',
      [by('end', completed('a', 'a'))],
      [call('end', 'complete', 'unanswered')],
    ],
    ['a call without an answer that did not', [], [call('end', 'complete', 'unanswered')]],
    ['a claim that is answered again', [], [call('again', 'claim', 'replayed')]],
    [
      'a refusal once the run is given back',
      [by('end', released('a'))],
      [call('end', 'release', 'granted'), call('late', 'complete', 'refused', { answered_at: at(3) })],
    ],
    [
      'a refusal once the lease is over',
      [],
      [call('late', 'complete', 'refused', { answered_at: at(20), stale: true })],
    ],
    ['no work, and an own lease given up', [by('next', superseded('a', 'a'))], [call('next', 'claim', 'nothing')]],
    [
      'a session that is stopped',
      [by('stop', stopped('a')), by('stop', releasedByStop('a'))],
      [call('stop', 'stop', 'granted')],
    ],
    [
      'a session that an unanswered call had stopped',
      [by('stop', stopped('a')), by('stop', releasedByStop('a'))],
      [call('stop', 'stop', 'unanswered'), call('again', 'stop', 'granted')],
    ],
    ['what the service does by itself', [expired('a', 'a')], []],
  ])('finds nothing in %s', (_what, told, calls) => {
    expect(callFindings(logOf(...held, ...told), [claim, ...calls])).toEqual([]);
  });

  const beat = by('beat', extended('a', 'a'));
  const late = { refusal: '409 AUTONOMY_LEASE_EXPIRED' };

  it.each<[string, readonly Told[], readonly Call[], string]>([
    [
      'a refused call that left a trace',
      [beat],
      [call('beat', 'heartbeat', 'refused', late)],
      'left task.run_lease_extended at position 3',
    ],
    [
      'a refused claim that left a trace',
      [by('next', superseded('a', 'a'))],
      [call('next', 'claim', 'refused')],
      'left task.run_lease_expired',
    ],
    [
      'no work, and yet a claim',
      [by('next', claimed('a', 2, 'b'))],
      [call('next', 'claim', 'nothing')],
      'left task.run_claimed',
    ],
    [
      'no work, and the lease of another given up',
      [by('next', superseded('b', 'b'))],
      [call('next', 'claim', 'nothing')],
      'left',
    ],
    [
      'an answer again that left a trace',
      [by('again', claimed('a', 2, 'b'))],
      [call('again', 'claim', 'replayed')],
      'left',
    ],
    [
      'an answer again with a lease of another',
      [],
      [call('again', 'claim', 'replayed', { session_id: 'b' })],
      'not its own',
    ],
    ['a grant that the log does not have', [], [call('end', 'complete', 'granted')], 'is not in the log'],
    ['a grant that the log has twice', [beat, beat], [call('beat', 'heartbeat', 'granted')], 'in the log 2 times'],
    [
      'a doubtful call that the log has twice',
      [beat, beat],
      [call('beat', 'heartbeat', 'unanswered')],
      'in the log 2 times',
    ],
    [
      'a grant of another run',
      [by('end', completed('a', 'a', 'run-2'))],
      [call('end', 'complete', 'granted')],
      'is in the log as',
    ],
    [
      'a grant under another lease',
      [by('end', completed('a', 'b'))],
      [call('end', 'complete', 'granted')],
      'is in the log as',
    ],
    ['a grant to another session', [by('end', released('b'))], [call('end', 'release', 'granted')], 'is in the log as'],
    [
      'a grant that did more',
      [beat, by('beat', released('a'))],
      [call('beat', 'heartbeat', 'granted')],
      'also brought task.run_released',
    ],
    [
      'a grant beyond the position told',
      [beat],
      [call('beat', 'heartbeat', 'granted', { position: 2 })],
      'lies behind',
    ],
    ['a stop that stopped nothing', [], [call('stop', 'stop', 'granted')], 'is not in the log'],
    [
      'a stale call that was granted',
      [beat],
      [call('beat', 'heartbeat', 'granted', { stale: true })],
      'a lease that was over',
    ],
    [
      'a refusal within the lease',
      [],
      [call('late', 'complete', 'refused', { answered_at: at(19) })],
      'within its lease',
    ],
    [
      'a refusal of a lease that never was',
      [],
      [call('late', 'complete', 'refused', { claim_token_hash: hash('z') })],
      'does not have',
    ],
    ['what nobody has sent', [by('ghost', extended('a', 'a'))], [], 'ghost, which nobody has sent'],
  ])('finds %s', (_what, told, calls, words) => {
    const findings = callFindings(logOf(...held, ...told), [claim, ...calls]);
    expect(findings).toEqual([expect.stringContaining(words)]);
  });
});

describe('what became of the runs', () => {
  const done = [queued(), claimed('a', 1, 'a'), completed('a', 'a')];

  it('finds nothing where each is completed once', () => {
    expect(accountFindings(logOf(...done), ['run-1'])).toEqual([]);
  });

  it.each<[string, readonly Told[], string]>([
    ['a run that is nowhere', [], 'queued 0 times and completed 0 times; the last of it is nothing'],
    ['a run that still waits', [queued()], 'the last of it is task.run_enqueued at position 1'],
    ['a run that somebody still has', done.slice(0, 2), 'the last of it is task.run_claimed at position 2'],
    ['a run that is completed twice', [...done, completed('a', 'a')], 'completed 2 times'],
    ['a run that is queued twice', [...done, queued()], 'queued 2 times'],
  ])('finds %s', (_what, told, words) => {
    expect(accountFindings(logOf(...told), ['run-1'])).toEqual([expect.stringContaining(words)]);
  });
});
