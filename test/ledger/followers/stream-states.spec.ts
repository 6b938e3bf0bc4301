import { StreamStates } from '../../../src/ledger/followers/stream-states.js';
import type { LaneQuery } from '../../../src/ledger/lane/lookup.js';
import { StreamRegistry } from '../../../src/ledger/registry.js';
import { accountStream } from '../../support/account-stream.js';

const NAME = 'account:a';
const NO_EVENTS = new Map<string, never[]>();

const registry = new StreamRegistry();
registry.register(accountStream);

/** The database as it was when the stream had so many events; `meanwhile` happens before it answers. */
const databaseAt =
  (version: number, meanwhile: () => void = () => undefined): LaneQuery =>
  <Row extends object>() => {
    meanwhile();
    const row = { id: NAME, state: { at: version }, state_version: accountStream.stateVersion, state_at: version };
    // Whoever asks names the row's type: here it is always that of a stream without newer events.
    return Promise.resolve([{ ...row, position: null }] as unknown as Row[]);
  };

describe('the states that followers share', () => {
  it('are not put back to what was read before a commit that was noted meanwhile', async () => {
    const states = new StreamStates(registry);
    const commit = (): void => states.note(new Map([[NAME, { version: 2, state: { at: 2 } }]]));

    const first = await states.after(databaseAt(1, commit), [NAME], NO_EVENTS);
    expect(first.get(NAME)).toEqual({ at: 1 });

    const second = await states.after(databaseAt(1), [NAME], NO_EVENTS);
    expect(second.get(NAME)).toEqual({ at: 2 });
  });
});
