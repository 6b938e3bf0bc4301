import { Injectable } from '@nestjs/common';
import { AnswerVeil } from '../../http/identity/answer-veil.js';
import type { Visibility } from '../../http/identity/visibility.js';
import type { TimelineEntry } from '../views/timeline-reader.js';
import { presentTimelineItem } from './present-timeline-item.js';

/** The frames of streams: one text for all who read the same entry and may see the same of it. */
@Injectable()
export class TaskFrames {
  private readonly open = new WeakMap<TimelineEntry, string>();
  /** By the workspace that the readers' keys are bound to. */
  private readonly veiled = new WeakMap<TimelineEntry, Map<string, Promise<string>>>();

  constructor(private readonly veil: AnswerVeil) {}

  /** At once for readers of everything; for others a look at the database may have to come first. */
  of(entry: TimelineEntry, visibility: Visibility): string | Promise<string> {
    return visibility.workspaceId === undefined ? this.openOf(entry) : this.veiledOf(entry, visibility.workspaceId);
  }

  private openOf(entry: TimelineEntry): string {
    const made = this.open.get(entry) ?? frame(entry, presentTimelineItem(entry, {}));
    this.open.set(entry, made);
    return made;
  }

  private veiledOf(entry: TimelineEntry, workspaceId: string): Promise<string> {
    const frames = this.veiled.get(entry) ?? new Map<string, Promise<string>>();
    this.veiled.set(entry, frames);
    const made = frames.get(workspaceId) ?? this.makeVeiled(entry, { workspaceId });
    frames.set(workspaceId, made);
    return made;
  }

  private async makeVeiled(entry: TimelineEntry, visibility: Visibility): Promise<string> {
    return frame(entry, await this.veil.over(presentTimelineItem(entry, visibility), visibility));
  }
}

function frame({ event }: TimelineEntry, timeline: object): string {
  const { position: sequence, type } = event;
  const data = JSON.stringify({ sequence, type, timeline });
  return `id: ${sequence}\nevent: ${type}\ndata: ${data}\n\n`;
}
