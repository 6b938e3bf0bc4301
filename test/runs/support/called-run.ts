/** Runs as the fronts' commands queue them, below HTTP, and what their workers do. */
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../../src/ledger/event.js';
import type { Committed } from '../../../src/ledger/lane/command.js';
import {
  type CalledRunRequest,
  EnqueueCalledRun,
  type EnqueuedCall,
} from '../../../src/tasks/commands/enqueue-called-run.js';
import { type Agent, wanted } from '../../support/place.js';
import type { TestApp } from '../../support/test-app.js';

const CALLER: CommandContext = {
  actor: { kind: 'human', ref: 'ann' },
  origin: { kind: 'http', ref: 'compat.c.run' },
  correlationId: 'test',
};

export type Call = Partial<Omit<CalledRunRequest, 'task_id'>>;

/** A call of the numbered run front, unless the call says otherwise. */
export function call(
  service: TestApp,
  task_id: string,
  { options = {}, ...more }: Call = {},
): Promise<Committed<EnqueuedCall>> {
  const commands = service.app.get(CommandBus, { strict: false });
  return commands.execute(new EnqueueCalledRun({ task_id, options, front: 'c', ...more }, CALLER));
}

/** The same, answered with the run. */
export async function called(service: TestApp, taskId: string, more?: Call): Promise<EnqueuedCall['run']> {
  return (await call(service, taskId, more)).result.run;
}

export const step = (index: number, description = `step ${index}`, params: unknown = { index }) => ({
  ...{ index, description },
  actions: [{ name: 'act', params, is_done: true, success: true, extracted_content: 'what came of it' }],
});

/** Claims the run, tells of steps, and completes it. */
export async function worked(agent: Agent, runId: string, steps: readonly object[] = []): Promise<void> {
  const claim = await agent.claim();
  if (claim.run.id !== runId) throw new Error(`run ${claim.run.id} was claimed instead of ${runId}`);
  if (steps.length > 0) await wanted(agent.does('steps', runId, { steps }), 200);
  await wanted(agent.does('complete', runId), 200);
}
