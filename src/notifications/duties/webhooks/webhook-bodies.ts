import type { DataSource } from 'typeorm';
import { readSnapshot, type RowSource } from '../../../ledger/log/read-snapshot.js';
import { stripClaimTokens } from '../../../platform/redaction/claim-tokens.js';
import { redactText, scrubClaimTokens } from '../../../platform/redaction/redact.js';
import { presentNumberedRun, presentTaskRun } from '../../../runs/views/called-run.js';
import { readCalledRuns } from '../../../runs/views/called-run-reader.js';
import { presentTaskResult } from '../../../tasks/views/present-task-result.js';
import { LINES_ALONE, readTaskResults } from '../../../tasks/views/task-result.js';
import type { WebhookOutboxRow } from '../../views/webhook-outbox-view.js';
import type { WebhookBodies } from './webhook-worker.js';

/** What each front answers for a run (`http.md` 11.9), byte for byte: rendered by what renders the front's own answer. */
export class FrontBodies implements WebhookBodies {
  constructor(private readonly dataSource: DataSource) {}

  async of(errand: WebhookOutboxRow): Promise<string | undefined> {
    const object = await readSnapshot(this.dataSource, (snapshot) => objectOf(snapshot, errand));
    return object && scrubClaimTokens(JSON.stringify(object));
  }
}

async function objectOf(snapshot: RowSource, errand: WebhookOutboxRow): Promise<object | undefined> {
  const { front, run_id, task_id } = errand;
  if (front === 'b') {
    const [result] = await readTaskResults(snapshot, [task_id], LINES_ALONE, new Map([[task_id, run_id]]));
    return result && presentTaskResult(result, { text: redactText, json: stripClaimTokens });
  }
  const called = errand.called_as ?? run_id;
  const run = (await readCalledRuns(snapshot, [called])).get(called);
  if (!run) return undefined;
  return front === 'c' ? presentNumberedRun(run) : presentTaskRun(run);
}
