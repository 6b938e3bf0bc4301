import type { Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import { parseWebTask, type WebTaskSettings } from '../web-task.js';

/** Bytes of a task's metadata (`tasks.md` 1.3), all of which a web task's own words may have. */
const METADATA_BYTES = 16_384;

/**
 * What a request says of a new web task. Refused: `payload_too_large`, `validation_failed` naming the member, also for a
 * binding to a secret that is not given.
 */
export function webTaskRequest(web_task: Json): WebTaskSettings | Rejection {
  if (Buffer.byteLength(JSON.stringify({ web_task })) > METADATA_BYTES) {
    return new Rejection('payload_too_large', `create_web_task must be at most ${METADATA_BYTES} bytes of JSON`);
  }
  const web = parseWebTask(web_task);
  if ('unreadable' in web) {
    return new Rejection('validation_failed', `create_web_task.${web.unreadable} is not what it should be`);
  }
  if (Object.keys(web.secret_bindings).length < bindingsIn(web_task)) {
    return new Rejection(
      'validation_failed',
      'create_web_task.secret_bindings must name secrets of create_web_task.creation_secrets',
    );
  }
  return web;
}

function bindingsIn(web_task: Json): number {
  const { secret_bindings } = web_task as { readonly secret_bindings?: Json };
  return Object.keys(secret_bindings ?? {}).length;
}
