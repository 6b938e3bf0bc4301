import type { Visibility } from '../../http/identity/visibility.js';
import { stripClaimTokens } from '../../http/redaction/claim-token.js';
import type { TimelineItem } from '../../http/schemas/index.js';
import { presentRunSummary } from '../../tasks/http/present/present-run.js';
import { presentTaskReference } from '../../tasks/http/present/present-task.js';
import { visiblePayload } from '../../tasks/http/present/visible-payload.js';
import type { TimelineEntry } from '../views/timeline-reader.js';

/** An event as timelines and streams answer it (`views.md` 4) to a caller who may see so much. */
export function presentTimelineItem(entry: TimelineEntry, visibility: Visibility): TimelineItem {
  const { event, payload, task, run, runError } = entry;
  return {
    sequence: event.position,
    event_id: event.eventId,
    event_type: event.type,
    task: presentTaskReference(task),
    run: run && presentRunSummary(run, task.max_attempts, runError),
    actor: event.actor,
    origin: event.origin,
    payload: stripClaimTokens(visiblePayload(event, payload, visibility)),
    timestamp: event.recordedAt,
  };
}
