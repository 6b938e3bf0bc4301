/** Whatever is asked in whatever order: what was accepted folds, and the registries keep their promises. */
import fc from 'fast-check';
import type { NewEvent } from '../../../src/ledger/event.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import { createWorkspace } from '../../../src/sessions/domain/decide/create-workspace.js';
import { deleteWorkspace } from '../../../src/sessions/domain/decide/delete-workspace.js';
import { registerSession } from '../../../src/sessions/domain/decide/register-session.js';
import { stopSession } from '../../../src/sessions/domain/decide/stop-session.js';
import { updateWorkspace } from '../../../src/sessions/domain/decide/update-workspace.js';
import type { SessionEvent } from '../../../src/sessions/domain/session-events.js';
import { sessionStream } from '../../../src/sessions/domain/session-stream.js';
import type { WorkspaceEvent } from '../../../src/sessions/domain/workspace-events.js';
import { existingWorkspace, workspaceNameKey } from '../../../src/sessions/domain/workspace-state.js';
import { workspaceStream } from '../../../src/sessions/domain/workspace-stream.js';
import { given } from '../../support/given-when-then.js';

/** Streams of one kind by id, and what was accepted on them. */
class Histories<E extends NewEvent> {
  readonly events = new Map<string, E[]>();

  of(id: string): readonly E[] {
    return this.events.get(id) ?? [];
  }

  /** @returns whether the decision was accepted */
  take(id: string, decision: readonly E[] | Rejection): boolean {
    if (decision instanceof Rejection) return false;
    this.events.set(id, [...this.of(id), ...decision]);
    return true;
  }
}

const id = fc.constantFrom('a', 'b', 'c');
const name = fc.constantFrom('One', 'ONE', 'two', 'three');
const path = fc.option(fc.constantFrom('/one', '/two'), { nil: undefined });
const change = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), id, name, path }),
  fc.record({
    kind: fc.constant('update' as const),
    id,
    name: fc.option(name, { nil: undefined }),
    path: fc.option(path),
  }),
  fc.record({ kind: fc.constant('delete' as const), id, tasks: fc.nat(1) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

class Workspaces extends Histories<WorkspaceEvent> {
  existing() {
    const folded = [...this.events.values()].map((events) =>
      existingWorkspace(given(workspaceStream, ...events).state),
    );
    return folded.filter((workspace) => workspace !== undefined);
  }

  decide(wanted: Change): WorkspaceEvent[] | Rejection {
    const state = given(workspaceStream, ...this.of(wanted.id)).state;
    if (wanted.kind === 'delete') return deleteWorkspace(state, wanted, wanted);
    const facts = {
      name_owner: this.existing().find((one) => workspaceNameKey(one.name) === workspaceNameKey(wanted.name ?? ''))?.id,
      path_owner: this.existing().find((one) => one.path !== undefined && one.path === wanted.path)?.id,
    };
    if (wanted.kind === 'update') return updateWorkspace(state, wanted, facts);
    return createWorkspace(state, wanted, facts);
  }
}

describe('workspaces', () => {
  it('never share a name or a path, and never come back under a used id', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const workspaces = new Workspaces();
        for (const wanted of changes) {
          const used = workspaces.of(wanted.id).length > 0;
          const accepted = workspaces.take(wanted.id, workspaces.decide(wanted));
          if (wanted.kind === 'create' && used) expect(accepted).toBe(false);
          const existing = workspaces.existing();
          const names = existing.map((one) => workspaceNameKey(one.name));
          const paths = existing.flatMap((one) => one.path ?? []);
          expect([new Set(names).size, new Set(paths).size]).toEqual([names.length, paths.length]);
        }
      }),
    );
  });
});

const call = fc.record({
  id,
  kind: fc.constantFrom('register' as const, 'stop' as const),
  who: fc.constantFrom('x', 'y'),
});

describe('sessions', () => {
  it('are registered once, stopped once, and only by whom they belong to', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
        const sessions = new Histories<SessionEvent>();
        for (const { id: session_id, kind, who } of calls) {
          const before = given(sessionStream, ...sessions.of(session_id)).state;
          const decision =
            kind === 'register'
              ? registerSession(before, {
                  session_id,
                  agent_name: 'a',
                  capabilities: [],
                  principal_ref: who,
                  ttl_seconds: 10,
                })
              : stopSession(before, { session_id, scope: { principal_ref: who } });
          const accepted = sessions.take(session_id, decision);
          const after = given(sessionStream, ...sessions.of(session_id)).state;
          if (before?.state === 'stopped') expect(after).toEqual(before);
          if (kind === 'stop' && accepted) expect(after).toMatchObject({ state: 'stopped', principal_ref: who });
          expect(sessions.of(session_id).length).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
});
