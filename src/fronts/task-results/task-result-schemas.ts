import { ApiProperty } from '../../http/openapi/decorators.js';
import { FreeObject, Text, TextList, Timestamp, Word } from '../../http/schemas/properties.js';
import { RESULT_STATUSES, type ResultStatus } from '../../tasks/views/present-task-result.js';

/** The object of the task results front (`http.md` 13). */
export class TaskResult {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @Text({ description: "The task's title" }) name: string;
  @Text({ nullable: true, description: 'The agent that the task is for, or that was at work on it last' }) agentId:
    string | null;
  @Text({ description: 'Who made the task' }) userId: string;
  @Timestamp() createdAt: string;
  @TextList({ description: 'What happened in the latest run, a line each' }) logs: string[];
  @FreeObject({ description: 'What the latest completed run gave; empty before there is one' }) output: object;
  @Word(RESULT_STATUSES) status: ResultStatus;
  @Text({ nullable: true, description: "Where the end of the task's runs is told" }) callback: string | null;
}
