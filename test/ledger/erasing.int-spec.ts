/** What a tombstone does to the stream that it ends (docs/decisions/0012), with notes that may be shredded for streams. */
import type { NewEvent } from '../../src/ledger/event.js';
import type { LaneCommand } from '../../src/ledger/lane/command.js';
import { rebuildables } from '../../src/ledger/followers/rebuild/units.js';
import { checkAgainstLog, rebuild } from '../../src/ledger/followers/rebuild/rebuild.js';
import type { InlineView } from '../../src/ledger/lane/inline-view.js';
import { table } from '../../src/ledger/lane/table.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { Rejection } from '../../src/ledger/rejection.js';
import type { StreamType } from '../../src/ledger/stream-type.js';
import { verifyLedger } from '../../src/ledger/verify/verify.js';
import { openTestLedger, range, type TestLedger } from '../support/ledger.js';

type NoteEvent =
  | { readonly type: 'note.written'; readonly data: { readonly text: string } }
  | { readonly type: 'note.shredded'; readonly data: Readonly<Record<string, never>> };

interface Note {
  readonly text: string;
  readonly shredded: boolean;
}

const noteStream: StreamType<Note, NoteEvent> = {
  category: 'note',
  stateVersion: 1,
  initial: { text: '', shredded: false },
  events: {
    'note.written': { schemaVersion: 1, visibility: 'public', payload: ({ text }) => ({ text }) },
    'note.shredded': { schemaVersion: 1, visibility: 'internal', erases: true },
  },
  evolve: (note, event) =>
    event.type === 'note.shredded'
      ? { text: '', shredded: true }
      : { text: note.text + event.data.text, shredded: false },
};

interface NoteRow {
  readonly id: string;
  readonly text: string;
}

const NOTES = table<NoteRow>({ name: 'test_notes', key: ['id'], columns: ['id', 'text'] });

const noteView: InlineView<Note, NoteEvent> = {
  name: 'notes',
  version: 1,
  category: 'note',
  tables: [NOTES],
  project({ id, after }, rows) {
    if (after.shredded) rows.remove(NOTES, { id });
    else rows.put(NOTES, { id, text: after.text });
  },
};

const CONTEXT = {
  actor: { kind: 'human', ref: 'ada' },
  origin: { kind: 'cli', ref: 'test' },
  correlationId: 'test',
} as const;

function doing(id: string, ...events: readonly NoteEvent[]): LaneCommand<Note> {
  return {
    name: 'note',
    context: CONTEXT,
    prepare: async (unit) => {
      await unit.load(noteStream, id);
    },
    execute: async (unit) => {
      await unit.load(noteStream, id);
      return unit.append(noteStream, id, events);
    },
  };
}

const written = (text: string): NoteEvent => ({ type: 'note.written', data: { text } });
const shredded: NoteEvent = { type: 'note.shredded', data: {} };

let ledger: TestLedger;
let registry: StreamRegistry;

beforeAll(async () => {
  ledger = await openTestLedger();
  await ledger.sql('CREATE TABLE test_notes (id text PRIMARY KEY, text text NOT NULL)');
  registry = new StreamRegistry();
  registry.register<Note, NewEvent & NoteEvent>(noteStream);
  registry.view(noteView);
});
afterAll(() => ledger.close());

const lane = () => ledger.instance({ registry }).lane;
const verdict = () => verifyLedger(ledger.dataSource, registry);

/** Whether anything anywhere still holds the words. */
async function holds(words: string): Promise<boolean> {
  const [found] = await ledger.sql<{ n: number }>(
    'SELECT (SELECT count(*) FROM events e WHERE e::text LIKE $1) + (SELECT count(*) FROM streams s WHERE s::text LIKE $1) + ' +
      '(SELECT count(*) FROM test_notes n WHERE n::text LIKE $1) AS n',
    [`%${words}%`],
  );
  return found?.n !== 0;
}

describe('a tombstone', () => {
  it('takes the data of all that was before it in its stream, also of its own flush, and nothing else', async () => {
    const writer = lane();
    for (const n of range(11)) await writer.execute(doing('a', written(`secret ${n} `)));
    await writer.execute(doing('b', written('open')));
    expect(await holds('secret')).toBe(true);
    await writer.execute(doing('a', written('secret too'), shredded));
    expect([await holds('secret'), await holds('open')]).toEqual([false, true]);
    const rows = await ledger.sql<{ data: object | null; kept: boolean }>(
      "SELECT data, length(data_hash) = 32 AND type <> '' AND actor_ref = 'ada' AS kept FROM events " +
        "WHERE stream = 'note:a' ORDER BY version",
    );
    expect(rows.map(({ data }) => data)).toEqual([...range(12).map(() => null), {}]);
    expect(rows.every(({ kept }) => kept)).toBe(true);
    expect((await verdict()).findings).toEqual([]);
  });

  it('leaves the state that it makes stored, whatever the version', async () => {
    await lane().execute(doing('short', written('secret'), shredded));
    const rows = await ledger.sql("SELECT version, state, state_at FROM streams WHERE id = 'note:short'");
    expect(rows).toEqual([{ version: 2, state: { text: '', shredded: true }, state_at: 2 }]);
  });

  it('takes nothing with it that is refused, or that fails alone', async () => {
    const writer = lane();
    await writer.execute(doing('kept', written('mine')));
    const refused = doing('kept', shredded);
    const refusing = writer.execute({
      ...refused,
      execute: async (unit) => {
        await refused.execute(unit);
        throw new Rejection('task_not_found', 'no');
      },
    });
    await expect(refusing).rejects.toThrow('no');
    await writer.execute({
      ...doing('kept'),
      execute: async (unit) => {
        const part = unit.attempt(async () => {
          await refused.execute(unit);
          throw new Rejection('task_not_found', 'no');
        });
        await expect(part).rejects.toThrow('no');
        return unit.append(noteStream, 'kept', [written(' still')]);
      },
    });
    expect(await holds('mine still')).toBe(true);
    expect((await verdict()).findings).toEqual([]);
  });

  it('leaves what follows on it, where something may', async () => {
    const writer = lane();
    await writer.execute(doing('again', written('secret'), shredded, written('new')));
    await writer.execute(doing('again', written('er')));
    expect(await lane().execute(doing('again'))).toMatchObject({ result: { text: 'newer', shredded: false } });
    expect([await holds('secret'), await holds('newer')]).toEqual([false, true]);
    expect((await verdict()).findings).toEqual([]);
  });

  it('is all that another instance, another release and a rebuild see', async () => {
    const [one, other] = [lane(), lane()];
    await one.execute(doing('seen', written('secret')));
    await other.execute(doing('seen'));
    await one.execute(doing('seen', shredded));
    const gone = { text: '', shredded: true };
    expect((await other.execute(doing('seen'))).result).toEqual(gone);
    await ledger.sql("UPDATE streams SET state_version = 0 WHERE id = 'note:seen'");
    expect((await lane().execute(doing('seen'))).result).toEqual(gone);
    await ledger.sql("UPDATE streams SET state = NULL, state_version = NULL, state_at = NULL WHERE id = 'note:seen'");
    expect((await lane().execute(doing('seen'))).result).toEqual(gone);
    for (const unit of rebuildables(registry)) {
      expect(await checkAgainstLog(unit, { url: ledger.url, registry })).toEqual([]);
      await rebuild(unit, { url: ledger.url, registry });
    }
    const ids = (await ledger.sql<{ id: string }>('SELECT id FROM test_notes ORDER BY id')).map(({ id }) => id);
    expect(ids).toEqual(['again', 'b', 'kept']);
  });

  it('erases many streams with one statement', async () => {
    const writer = lane();
    const ids = range(300).map((n) => `many-${n}`);
    await Promise.all(ids.map((id) => writer.execute(doing(id, written('secret')))));
    await writer.execute({
      name: 'shred',
      context: CONTEXT,
      execute: async (unit) => {
        await Promise.all(ids.map((id) => unit.load(noteStream, id)));
        for (const id of ids) unit.append(noteStream, id, [shredded]);
      },
    });
    expect(await holds('secret')).toBe(false);
    expect((await verdict()).findings).toEqual([]);
  });
});

describe('verify', () => {
  it('finds data that is gone without a tombstone after it', async () => {
    await lane().execute(doing('robbed', written('one'), written('two')));
    await ledger.sql("UPDATE events SET data = NULL WHERE stream = 'note:robbed' AND version = 1");
    expect((await verdict()).findings).toMatchObject([{ kind: 'data_missing', stream: 'note:robbed' }]);
    await lane().execute(doing('robbed', shredded, written('three')));
    expect((await verdict()).findings).toEqual([]);
    await ledger.sql("UPDATE events SET data = NULL WHERE stream = 'note:robbed' AND version = 4");
    expect((await verdict()).findings).toMatchObject([{ kind: 'data_missing', stream: 'note:robbed' }]);
  });
});
