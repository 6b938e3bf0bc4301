import { Injectable } from '@nestjs/common';
import type { Answer } from '../../http/answer.js';
import type { Claim } from '../../http/schemas/claim.js';
import { presentCoordinationChannel, presentLease } from '../../tasks/http/present/present-run.js';
import { presentTaskReference } from '../../tasks/http/present/present-task.js';
import { TaskAnswers, withActivity } from '../../tasks/http/task-answers.js';
import { runRow } from '../../tasks/views/run-view.js';
import { ChannelReader } from '../views/channel-reader.js';
import type { RunOfTask } from '../commands/run-of-task.js';

/** What a successful claim answers (`runs.md` 3.4.6). */
@Injectable()
export class ClaimAnswers {
  constructor(
    private readonly answers: TaskAnswers,
    private readonly channels: ChannelReader,
  ) {}

  async claim(claimed: RunOfTask, reply: Answer): Promise<Claim> {
    const { task, run } = claimed;
    const row = runRow(task.id, run);
    const updatedAt = await this.channels.updatedAt(row);
    const channel = presentCoordinationChannel(row, task.workspace_id ?? null, updatedAt);
    return {
      task: presentTaskReference(withActivity(task)),
      run: await this.answers.run(claimed, reply, channel),
      lease: presentLease(row, channel),
      coordination_channel: channel,
    };
  }
}
