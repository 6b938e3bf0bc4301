/** What random histories hold beside the life of tasks: triage, channels, the scheduler, sessions and keys. */
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { CreateKey } from '../../../src/access/commands/create-key.js';
import { RevokeKey } from '../../../src/access/commands/revoke-key.js';
import { ArchiveTask } from '../../../src/inbox/commands/archive-task.js';
import { DismissTask } from '../../../src/inbox/commands/dismiss-task.js';
import { MarkTaskRead } from '../../../src/inbox/commands/mark-task-read.js';
import type { Actor } from '../../../src/ledger/event.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import { PauseScheduler } from '../../../src/scheduler/commands/pause-scheduler.js';
import { ResumeScheduler } from '../../../src/scheduler/commands/resume-scheduler.js';
import { RegisterSession } from '../../../src/sessions/commands/register-session.js';
import { StopCanceledRun, type SessionStop } from '../../../src/sessions/commands/stop-canceled-run.js';
import { StopSession } from '../../../src/sessions/commands/stop-session.js';
import { EnqueueRun } from '../../../src/tasks/commands/enqueue-run.js';
import { UpdateTask } from '../../../src/tasks/commands/update-task.js';
import type { TestApp } from '../../support/test-app.js';
import { CONTEXT } from '../../tasks/support/plant-tree.js';

const ACTORS: readonly Actor[] = [CONTEXT.actor, { kind: 'human', ref: 'ann' }, { kind: 'agent_session', ref: 'ada' }];
const CLI = { ...CONTEXT, origin: { kind: 'cli', ref: 'test' } } as const;

const ON_TASK = {
  read: MarkTaskRead,
  archive: ArchiveTask,
  dismiss: DismissTask,
} as const;
type Triage = keyof typeof ON_TASK;

/** A command that is about a task, by number, or about none. */
export type OtherCommand =
  | { readonly do: Triage; readonly task: number; readonly actor: Actor }
  | { readonly do: 'channel' | 'enqueue'; readonly task: number; readonly channel: string }
  | { readonly do: Beside };

/** Things that begin and end again, and the stop of a session whose run was canceled at work. */
type Beside = (typeof BESIDE)[number];
const BESIDE = ['scheduler', 'session', 'key', 'stop'] as const;
const TO_STOP = 'SELECT task_id, run_id, session_id FROM session_stops ORDER BY run_id LIMIT 1';

const task = fc.nat({ max: 99 });
const channel = fc.constantFrom('alpha', 'beta');
const triage = fc.constantFrom<Triage[]>('read', 'read', 'archive', 'dismiss');

export const otherCommand: fc.Arbitrary<OtherCommand> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: triage, task, actor: fc.constantFrom(...ACTORS) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('channel' as const, 'enqueue' as const), task, channel }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom(...BESIDE) }) },
);

/** Carries it out on one of these tasks; true when it was accepted. */
export async function carryOut(
  app: TestApp['app'],
  command: OtherCommand,
  taskIds: readonly string[],
): Promise<boolean> {
  const bus = app.get(CommandBus, { strict: false });
  const task_id = 'task' in command ? taskIds[command.task % taskIds.length] : '';
  if (task_id === undefined) return false;
  try {
    if ('task' in command) await bus.execute(onTask(command, task_id));
    else if (command.do === 'stop') return await stopOne(app.get(DataSource), bus);
    else await beside(bus, command.do);
    return true;
  } catch (error) {
    if (error instanceof Rejection) return false;
    throw error;
  }
}

function onTask(command: Extract<OtherCommand, { readonly task: number }>, task_id: string): ICommand {
  switch (command.do) {
    case 'channel':
      return new UpdateTask({ task_id, patch: { network_channel: command.channel } }, CONTEXT);
    case 'enqueue':
      return new EnqueueRun({ task_id, network_channel: command.channel }, CLI);
    default:
      return new ON_TASK[command.do](task_id, { ...CONTEXT, actor: command.actor });
  }
}

/** Something begins and ends again; the commands of others come between. */
async function beside(bus: CommandBus, what: Exclude<Beside, 'stop'>): Promise<void> {
  if (what === 'scheduler') {
    await bus.execute(new PauseScheduler({ reason: 'a look' }, CONTEXT));
    await bus.execute(new ResumeScheduler({}, CONTEXT));
  } else if (what === 'session') {
    const session = { agent_name: 'eve', principal_ref: 'local-user', scope: {} };
    const { session_id } = (await bus.execute(new RegisterSession(session, CONTEXT))).result;
    await bus.execute(new StopSession({ session_id, reason: 'enough', scope: {} }, CONTEXT));
  } else {
    const { key } = (await bus.execute(new CreateKey({ label: 'a key', role: 'viewer' }, CONTEXT))).result;
    await bus.execute(new RevokeKey(key.id, CONTEXT));
  }
}

async function stopOne(source: DataSource, bus: CommandBus): Promise<boolean> {
  const [stop] = await source.query<SessionStop[]>(TO_STOP);
  if (!stop) return false;
  return (await bus.execute(new StopCanceledRun({ ...stop, grace_timeout_ms: 0 }, CONTEXT))).result;
}
