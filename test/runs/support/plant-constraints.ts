import { DataSource } from 'typeorm';
import { Lane } from '../../../src/ledger/lane/lane.js';
import type { ClaimConstraints } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import type { TestApp } from '../../support/test-app.js';
import { CONTEXT } from '../../tasks/support/plant-tree.js';

const PLANT =
  'UPDATE streams s SET state = u.state, state_version = $3, state_at = s.version ' +
  'FROM unnest($1::text[], $2::json[]) AS u(id, state) WHERE s.id = u.id';

/**
 * Constraints come from execution profiles; here they are put into the stored states of tasks that have no run yet,
 * where those put them. The instances share a database.
 */
export async function plantConstraints(
  instances: readonly [TestApp, ...TestApp[]],
  tasks: readonly { readonly id: string; readonly constraints: ClaimConstraints }[],
): Promise<void> {
  const [first] = instances;
  const { result: states } = await first.app.get(Lane).execute({
    name: 'look',
    context: CONTEXT,
    execute: (unit) => Promise.all(tasks.map(({ id }) => unit.load(taskStream, id))),
  });
  const ids = tasks.map(({ id }) => `task:${id}`);
  const planted = tasks.map(({ constraints }, i) => JSON.stringify({ ...states[i], claim_constraints: constraints }));
  await first.app.get(DataSource).query(PLANT, [ids, planted, taskStream.stateVersion]);
  for (const { app } of instances) app.get(Lane).memory.clear();
}
