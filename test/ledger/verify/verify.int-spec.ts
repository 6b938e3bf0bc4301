import type { Finding } from '../../../src/ledger/verify/finding.js';
import { verifyLedger } from '../../../src/ledger/verify/verify.js';
import { accountStream, command, move, transfer } from '../../support/account-stream.js';
import { openTestLedger, range, type TestLedger } from '../../support/ledger.js';

/**
 * The history of every test here:
 * positions 1 to 5 are `account:a` versions 1 to 5, 6 and 7 a transfer (6 into b, 7 out of a), 8 an internal event of b,
 * 9 and 10 further moves of b and c, 11 to 20 are `account:d` versions 1 to 10: its state is stored at version 8, which is
 * position 18.
 */
async function writeHistory(ledger: TestLedger): Promise<void> {
  const { lane } = ledger.instance();
  for (const n of range(5))
    await lane.execute(move('a', 10 + n, { n, text: 'grüße', list: [1, null, { b: 1, a: 2 }] }));
  await lane.execute(transfer('a', 'b', 7));
  await lane.execute(
    command('audit', async (unit) => {
      await unit.load(accountStream, 'b');
      unit.append(accountStream, 'b', [{ type: 'account.audited', data: { by: 'auditor' } }]);
    }),
  );
  await lane.execute(move('b', 1));
  await lane.execute(move('c', 1));
  for (const n of range(10)) await lane.execute(move('d', 100 + n));
}

type Located = Pick<Finding, 'kind' | 'position' | 'stream'>;

const broken = (position: number, stream: string): Located => ({ kind: 'link_broken', position, stream });

/** A change by SQL, and where it must be found; other findings that follow from it may be there as well. */
const tamperings: readonly (readonly [string, string, readonly Located[]])[] = [
  [
    'data of an event',
    `UPDATE events SET data = jsonb_set(data, '{amount}', '1000') WHERE position = 3`,
    [{ kind: 'data_changed', position: 3, stream: 'account:a' }],
  ],
  [
    'data of an event before a stored state',
    `UPDATE events SET data = jsonb_set(data, '{amount}', '1000') WHERE position = 13`,
    [
      { kind: 'data_changed', position: 13, stream: 'account:d' },
      { kind: 'state_differs', position: 18, stream: 'account:d' },
    ],
  ],
  [
    'data of the event that a state was stored with',
    `UPDATE events SET data = jsonb_set(data, '{amount}', '1000') WHERE position = 18`,
    [
      { kind: 'data_changed', position: 18, stream: 'account:d' },
      { kind: 'state_differs', position: 18, stream: 'account:d' },
    ],
  ],
  [
    'data of an event after a stored state',
    `UPDATE events SET data = jsonb_set(data, '{amount}', '1000') WHERE position = 19`,
    [{ kind: 'data_changed', position: 19, stream: 'account:d' }],
  ],
  [
    'data and its hash',
    `UPDATE events SET data = '{"by":"nobody"}', data_hash = sha256('{"by":"nobody"}') WHERE position = 8`,
    [broken(8, 'account:b')],
  ],
  ['data hash', `UPDATE events SET data_hash = sha256('') WHERE position = 3`, [broken(3, 'account:a')]],
  ['event id', `UPDATE events SET event_id = 'evt-0000000000000000' WHERE position = 3`, [broken(3, 'account:a')]],
  ['type', `UPDATE events SET type = 'account.audited' WHERE position = 3`, [broken(3, 'account:a')]],
  ['schema version', 'UPDATE events SET schema_version = 7 WHERE position = 3', [broken(3, 'account:a')]],
  ['visibility', `UPDATE events SET visibility = 'internal' WHERE position = 3`, [broken(3, 'account:a')]],
  ['actor kind', `UPDATE events SET actor_kind = 'daemon' WHERE position = 3`, [broken(3, 'account:a')]],
  ['actor ref', `UPDATE events SET actor_ref = 'mallory' WHERE position = 3`, [broken(3, 'account:a')]],
  ['origin kind', `UPDATE events SET origin_kind = 'cli' WHERE position = 3`, [broken(3, 'account:a')]],
  ['origin ref', `UPDATE events SET origin_ref = 'elsewhere' WHERE position = 3`, [broken(3, 'account:a')]],
  ['correlation id', `UPDATE events SET correlation_id = 'req-x' WHERE position = 3`, [broken(3, 'account:a')]],
  ['causation id', `UPDATE events SET causation_id = 'evt-x' WHERE position = 3`, [broken(3, 'account:a')]],
  ['command id', `UPDATE events SET command_id = 'cmd-x' WHERE position = 3`, [broken(3, 'account:a')]],
  [
    'time, by a millisecond',
    `UPDATE events SET recorded_at = recorded_at + interval '1 ms' WHERE position = 3`,
    [broken(3, 'account:a')],
  ],
  ['hash', `UPDATE events SET hash = sha256('') WHERE position = 3`, [broken(3, 'account:a'), broken(4, 'account:a')]],
  ['hash of the last event', `UPDATE events SET hash = sha256('') WHERE position = 20`, [broken(20, 'account:d')]],
  [
    'stream of an event',
    `UPDATE events SET stream = 'account:c', version = 2 WHERE position = 9`,
    [
      broken(9, 'account:c'),
      { kind: 'version_gap', stream: 'account:b' },
      { kind: 'version_gap', stream: 'account:c' },
    ],
  ],
  [
    'version of an event',
    'UPDATE events SET version = 9 WHERE position = 3',
    [broken(3, 'account:a'), { kind: 'version_gap', stream: 'account:a', position: 4 }],
  ],
  [
    'order of two events',
    'UPDATE events SET position = 99 WHERE position = 3; UPDATE events SET position = 3 WHERE position = 4; ' +
      'UPDATE events SET position = 4 WHERE position = 99',
    [broken(3, 'account:a'), broken(4, 'account:a')],
  ],
  [
    'order of two events with their versions',
    `UPDATE events SET position = -position, version = -version WHERE position IN (3, 4);
     UPDATE events SET position = 7 + position, version = 7 + version WHERE position < 0`,
    [broken(3, 'account:a'), broken(4, 'account:a')],
  ],
  [
    'deletion of an event',
    'DELETE FROM events WHERE position = 3',
    [
      { kind: 'position_gap', position: 3 },
      broken(4, 'account:a'),
      { kind: 'version_gap', stream: 'account:a', position: 4 },
    ],
  ],
  [
    'deletion of the first event',
    'DELETE FROM events WHERE position = 1',
    [{ kind: 'position_gap', position: 1 }, broken(2, 'account:a'), { kind: 'version_gap', stream: 'account:a' }],
  ],
  [
    'deletion of the last event',
    'DELETE FROM events WHERE position = 20',
    [{ kind: 'version_gap', stream: 'account:d' }],
  ],
  [
    'deletion with the positions closed up',
    'DELETE FROM events WHERE position = 8; UPDATE events SET position = position - 1 WHERE position > 8',
    [broken(8, 'account:b'), broken(9, 'account:c'), { kind: 'version_gap', stream: 'account:b' }],
  ],
  [
    'insertion at the end',
    `INSERT INTO events SELECT (r).* FROM (SELECT jsonb_populate_record(e, '{"position": 21, "version": 11}') AS r
     FROM events e WHERE position = 20) last`,
    [broken(21, 'account:d'), { kind: 'version_gap', stream: 'account:d' }],
  ],
  [
    'insertion in the midst',
    `UPDATE events SET position = -position WHERE position >= 4;
     INSERT INTO events SELECT (r).* FROM (SELECT jsonb_populate_record(e, '{"position": 4, "stream": "account:z", "version": 1}')
     AS r FROM events e WHERE position = 3) third;
     UPDATE events SET position = 1 - position WHERE position < 0`,
    [broken(4, 'account:z'), broken(5, 'account:a'), { kind: 'stream_missing', stream: 'account:z', position: 4 }],
  ],
  [
    'event of a kind that nobody knows',
    `UPDATE events SET type = 'account.forged' WHERE position = 10`,
    [broken(10, 'account:c'), { kind: 'stream_unreadable', stream: 'account:c' }],
  ],
  [
    'state of a stream',
    `UPDATE streams SET state = jsonb_set(state::jsonb, '{balance}', '1000000') WHERE id = 'account:d'`,
    [{ kind: 'state_differs', stream: 'account:d', position: 18 }],
  ],
  [
    'state of a stream that has none stored',
    `UPDATE streams SET state = '{"balance":1}', state_version = 1, state_at = 2 WHERE id = 'account:a'`,
    [{ kind: 'state_differs', stream: 'account:a', position: 2 }],
  ],
  [
    'version of a stored state to an earlier one',
    `UPDATE streams SET state_at = 7 WHERE id = 'account:d'`,
    [{ kind: 'state_differs', stream: 'account:d', position: 17 }],
  ],
  [
    'version of a stored state to a later one',
    `UPDATE streams SET state_at = 9 WHERE id = 'account:d'`,
    [{ kind: 'state_differs', stream: 'account:d', position: 19 }],
  ],
  [
    'version of a stored state to one beyond the end',
    `UPDATE streams SET state_at = 11 WHERE id = 'account:d'`,
    [{ kind: 'state_differs', stream: 'account:d' }],
  ],
  [
    'version of a stored state to one before the beginning',
    `UPDATE streams SET state_at = 0 WHERE id = 'account:d'`,
    [{ kind: 'state_differs', stream: 'account:d' }],
  ],
  [
    'version of a stored state of another shape to one beyond the end',
    `UPDATE streams SET state_at = 11, state_version = 0 WHERE id = 'account:d'`,
    [{ kind: 'state_differs', stream: 'account:d' }],
  ],
  [
    'stored state to nothing',
    `UPDATE streams SET state = NULL, state_version = NULL, state_at = NULL WHERE id = 'account:d'`,
    [{ kind: 'state_differs', stream: 'account:d' }],
  ],
  [
    'stored state to one without its version',
    `UPDATE streams SET state_at = NULL WHERE id = 'account:d'`,
    [{ kind: 'state_differs', stream: 'account:d' }],
  ],
  [
    'stored state to one without its shape',
    `UPDATE streams SET state_version = NULL WHERE id = 'account:d'`,
    [{ kind: 'state_differs', stream: 'account:d', position: 18 }],
  ],
  [
    'stored state to a version without a state',
    `UPDATE streams SET state = NULL WHERE id = 'account:d'`,
    [{ kind: 'state_differs', stream: 'account:d', position: 18 }],
  ],
  [
    'version of a stream',
    `UPDATE streams SET version = 9 WHERE id = 'account:a'`,
    [{ kind: 'version_gap', stream: 'account:a' }],
  ],
  [
    'last position of a stream',
    `UPDATE streams SET last_position = 10 WHERE id = 'account:a'`,
    [{ kind: 'version_gap', stream: 'account:a' }],
  ],
  [
    'deletion of a stream',
    `DELETE FROM streams WHERE id = 'account:b'`,
    [{ kind: 'stream_missing', stream: 'account:b', position: 6 }],
  ],
  [
    'insertion of a stream',
    `INSERT INTO streams (id, version, state, state_version, last_position) VALUES ('account:ghost', 1, '{}', 1, 3)`,
    [{ kind: 'version_gap', stream: 'account:ghost' }],
  ],
];

describe('verify', () => {
  let ledger: TestLedger;

  beforeAll(async () => {
    ledger = await openTestLedger();
    await writeHistory(ledger);
    await ledger.sql('CREATE TABLE kept_events AS TABLE events');
    await ledger.sql('CREATE TABLE kept_streams AS TABLE streams');
  });
  beforeEach(() =>
    ledger.sql(
      'TRUNCATE events, streams; INSERT INTO events TABLE kept_events; INSERT INTO streams TABLE kept_streams',
    ),
  );
  afterAll(() => ledger.close());

  it('proves an untouched ledger and names its head', async () => {
    const [head] = await ledger.sql(
      "SELECT position, encode(hash, 'hex') AS hash FROM events ORDER BY position DESC LIMIT 1",
    );

    expect(await ledger.verify()).toEqual({ ok: true, events: 20, streams: 4, head, findings: [] });
  });

  it('proves an empty ledger', async () => {
    await ledger.sql('TRUNCATE events, streams');

    expect(await ledger.verify()).toMatchObject({
      ok: true,
      events: 0,
      streams: 0,
      head: { position: 0, hash: '0'.repeat(64) },
    });
  });

  it.each(tamperings)('finds and locates a changed %s', async (_, change, findings) => {
    await ledger.sql(change);
    const verdict = await ledger.verify();

    expect(verdict.ok).toBe(false);
    for (const finding of findings) expect(verdict.findings).toContainEqual(expect.objectContaining(finding));
    // Nothing before the change is called broken.
    const links = (all: readonly Located[]) =>
      all.filter(({ kind }) => kind === 'link_broken').map(({ position }) => position);
    expect(links(verdict.findings)[0]).toBe(links(findings)[0]);
  });

  it.each([3, 8, 10])('proves a state that was stored at version %i, whichever that is', async (version) => {
    const events = await ledger.log.ofStream('account:d', 0, version, true);
    const state = events.reduce<unknown>((before, event) => ledger.registry.fold(before, event), accountStream.initial);
    await ledger.sql("UPDATE streams SET state = $1, state_at = $2 WHERE id = 'account:d'", [
      JSON.stringify(state),
      version,
    ]);

    expect(await ledger.verify()).toMatchObject({ ok: true, events: 20 });
  });

  it('reports one change once, not everything that comes after it', async () => {
    await ledger.sql("UPDATE events SET actor_ref = 'mallory' WHERE position = 3");

    expect((await ledger.verify()).findings).toMatchObject([broken(3, 'account:a')]);
  });

  it('finds data that is gone though nothing has erased it, and sees what was done to the hash that stands for it', async () => {
    await ledger.sql('UPDATE events SET data = NULL WHERE position = 8');
    expect((await ledger.verify()).findings).toEqual([
      {
        kind: 'data_missing',
        position: 8,
        stream: 'account:b',
        message: 'the data of account.audited is gone, and nothing has erased it',
      },
    ]);

    await ledger.sql("UPDATE events SET data_hash = sha256('other') WHERE position = 8");
    expect((await ledger.verify()).findings).toMatchObject([broken(8, 'account:b'), { kind: 'data_missing' }]);
  });

  it('reports a hundred findings at most', async () => {
    const { lane } = ledger.instance();
    await Promise.all(range(150).map((n) => lane.execute(move(`many-${n}`, 1))));
    await ledger.sql("UPDATE streams SET state = '{}'");
    const verdict = await ledger.verify();

    expect(verdict).toMatchObject({ ok: false, events: 170, streams: 154 });
    expect(verdict.findings).toHaveLength(100);
  });

  it('reads more than a page of events and of streams, telling how far it is', async () => {
    const { lane } = ledger.instance();
    await Promise.all(range(5_200).map((n) => lane.execute(move(`paged-${n % 600}`, 1))));
    const told: number[] = [];
    const verdict = await verifyLedger(ledger.dataSource, ledger.registry, ({ events }) => told.push(events));

    expect(verdict).toMatchObject({ ok: true, events: 5_220, streams: 604 });
    expect(told).toEqual([5_000, 5_220]);
  });

  it('may run while commands are written', async () => {
    const { lane } = ledger.instance();
    const writing = Promise.all(range(2_000).map((n) => lane.execute(move(`busy-${n % 50}`, 1))));
    const verdicts = [await ledger.verify(), await ledger.verify(), await ledger.verify()];
    await writing;

    expect(verdicts.map(({ findings }) => findings)).toEqual([[], [], []]);
  });
});
