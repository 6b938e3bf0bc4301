import { QueryLenientInteger } from '../../http/parsing/query-field.js';
import { MAX_RESULTS } from '../../tasks/views/get-task-result.js';

export class ListTaskResultsQuery {
  @QueryLenientInteger({ min: 1, max: MAX_RESULTS, description: 'Tasks answered at most; 1000 unless given' })
  limit?: number;
  @QueryLenientInteger({ min: 0, description: 'Newest tasks that are left out' }) offset?: number;
}
