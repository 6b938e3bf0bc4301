import { AnyJson, Flag, FreeObject, LongInteger, NestedList, Text, Word } from '../../http/schemas/properties.js';
import type { Json } from '../../ledger/event.js';
import type { NumberedRunObject, ShownStep } from '../../runs/views/called-run.js';

/** One thing that was done in a step. */
class HistoryAction {
  @Text() name: string;
  @FreeObject() params: Json;
  @Flag() is_done: boolean;
  @Flag({ optional: true, description: 'Left out while nobody knows' }) success?: boolean;
  @Text({ nullable: true }) extracted_content: string | null;
  @Text({ nullable: true }) error: string | null;
  @Flag() include_in_memory: boolean;
}

class HistoryItem {
  @Text() description: ShownStep['description'];
  @NestedList(() => HistoryAction) actions: ShownStep['actions'];
}

/** A run as the numbered front shows it; null stands where there is nothing (`http.md` 14). */
export class NumberedRun {
  @LongInteger({ nullable: true, description: 'Number of the task' }) task_id: number;
  @LongInteger({ nullable: true, description: 'Number of the run' }) task_run_id: number;
  @NestedList(() => HistoryItem, { nullable: true, description: 'Steps; the last one of a failed run says why' })
  history: NumberedRunObject['history'];
  @AnyJson({ nullable: true, description: 'Of a run that succeeded, as response_format asks for it' }) result: Json;
  @Flag({ nullable: true }) is_done: boolean;
  @Flag({ nullable: true, description: 'Null until it is done' }) is_successful: boolean | null;
  @Word(['success', 'failure', 'in_progress']) status: NumberedRunObject['status'];
}
