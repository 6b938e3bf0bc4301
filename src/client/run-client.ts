import type { CallOptions } from './retry.js';
import { TaskClient } from './task-client.js';
import { path } from './transport.js';
import type * as api from './types.js';

/**
 * What an operator does to a run by name, without a lease. None of it is repeated when the service may have seen it: a
 * second time it would be refused.
 */
export abstract class RunClient extends TaskClient {
  /** Claims a queued run for the caller: no session, no lease, no expiry. Agent sessions must give a key. */
  claimRun(runId: string, body: api.ClaimRun = {}, options?: CallOptions): Promise<api.Run> {
    return this.operate(runId, 'claim', body, options);
  }

  /** Puts a claimed run to work, on the session that it has or on a new one. Agent sessions must give a key. */
  startRun(runId: string, body: api.StartRun = {}, options?: CallOptions): Promise<api.Run> {
    return this.operate(runId, 'start', body, options);
  }

  /** Gives a claimed run a session that is registered already; `startRun` then puts it to work. */
  attachSession(runId: string, body: api.AttachSession, options?: CallOptions): Promise<api.Run> {
    return this.operate(runId, 'attach-session', body, options);
  }

  /** Completes a running run that has no lease; holders of a lease use `complete`. */
  completeRun(runId: string, body: api.CompleteTaskRun = {}, options?: CallOptions): Promise<api.Run> {
    return this.operate(runId, 'complete', body, options);
  }

  /** Fails a run at work that has no lease; holders of a lease use `fail`. */
  failRun(runId: string, body: api.FailTaskRun, options?: CallOptions): Promise<api.Run> {
    return this.operate(runId, 'fail', body, options);
  }

  /** Cancels an open run, whoever holds it, and its task with it. */
  cancelRun(runId: string, body: api.CancelRun = {}, options?: CallOptions): Promise<api.Run> {
    return this.operate(runId, 'cancel', body, options);
  }

  private async operate(runId: string, verb: string, body: object, options?: CallOptions): Promise<api.Run> {
    const at = `${path`/api/task-runs/${runId}/`}${verb}`;
    return (await this.change<{ run: api.Run }>('POST', at, { body, repeatable: 'unsent' }, options)).run;
  }
}
