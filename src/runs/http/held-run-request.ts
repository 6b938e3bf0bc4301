import type { Caller } from '../../http/identity/caller.js';
import type { HeldRun } from '../commands/held-run.js';
import { requireSession } from './require-session.js';

/** What fences every write of a holder. */
export function heldRun(caller: Caller, runId: string, body: { readonly claim_token_hash?: string }): HeldRun {
  return {
    session_id: requireSession(caller).session_id,
    run_id: runId,
    ...(body.claim_token_hash === undefined ? {} : { claim_token_hash: body.claim_token_hash }),
  };
}
