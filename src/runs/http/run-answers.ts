import { Injectable } from '@nestjs/common';
import type { Answer } from '../../http/answer.js';
import type { Run } from '../../http/schemas/index.js';
import type { Committed } from '../../ledger/lane/command.js';
import { TaskAnswers } from '../../tasks/http/task-answers.js';
import type { RunOfTask } from '../commands/run-of-task.js';

/** What an operation on one run answers: the run as it is afterwards. */
@Injectable()
export class RunAnswers {
  constructor(private readonly answers: TaskAnswers) {}

  async of({ result, position }: Committed<RunOfTask>, reply: Answer): Promise<{ run: Run }> {
    return { run: await this.answers.run(result, reply.at(position)) };
  }
}
