import { AnyJson, Flag, Text, Word } from '../../http/schemas/properties.js';
import type { Json } from '../../ledger/event.js';
import type { TaskRunObject } from '../../runs/views/called-run.js';

/** A run as the task run front shows it; null stands where there is nothing (`http.md` 15). */
export class TaskRun {
  @Text() id: string;
  @Text({ description: "The task's id, also where it was called by its UUID" }) task_id: string;
  @Word(['pending', 'success', 'failure']) status: TaskRunObject['status'];
  @AnyJson({ nullable: true, description: 'Of a run that succeeded, as response_format asks for it' }) result: Json;
  @Flag({ nullable: true }) is_done: boolean;
  @Flag({ nullable: true, description: 'Null until it is done' }) is_successful: boolean | null;
}
