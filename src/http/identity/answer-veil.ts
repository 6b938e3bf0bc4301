import { Injectable } from '@nestjs/common';
import { ResourceScopes } from './resource-scopes.js';
import { type Mentioned, veiled } from './veil.js';
import type { Visibility } from './visibility.js';

/** Answers remembered at most; then all are asked for anew. */
const REMEMBERED = 50_000;

/**
 * Takes out of answers what their reader may not know of. What an answer mentions was there before it and never moves to
 * another workspace, so that most answers cost no read, others one by key for each kind of thing. Answers to
 * callers of all workspaces are not even looked at.
 */
@Injectable()
export class AnswerVeil {
  private readonly known = new Map<string, boolean>();

  constructor(private readonly scopes: ResourceScopes) {}

  /** The answer itself when there is nothing to take out. */
  async over<T>(answer: T, { workspaceId }: Visibility): Promise<T> {
    if (workspaceId === undefined) return answer;
    const mentioned = mentionedIn(answer);
    const hidden = {
      task: await this.hidden(workspaceId, 'task', mentioned.task),
      session: await this.hidden(workspaceId, 'session', mentioned.session),
      review: await this.hidden(workspaceId, 'review', mentioned.review),
    };
    if (hidden.task.size + hidden.session.size + hidden.review.size === 0) return answer;
    return veiled(answer, (kind, id) => !hidden[kind].has(id)) as T;
  }

  private async hidden(workspaceId: string, kind: Mentioned, ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const keyOf = (id: string): string => JSON.stringify([workspaceId, kind, id]);
    const hidden = new Set([...ids].filter((id) => this.known.get(keyOf(id)) === false));
    const unknown = [...ids].filter((id) => !this.known.has(keyOf(id)));
    if (unknown.length === 0) return hidden;
    const within = await this.scopes.within(workspaceId, kind, unknown);
    if (this.known.size >= REMEMBERED) this.known.clear();
    for (const id of unknown) {
      this.known.set(keyOf(id), within.has(id));
      if (!within.has(id)) hidden.add(id);
    }
    return hidden;
  }
}

/** What the veil would ask for, if it were asked: so nothing is shown that was not looked up. */
function mentionedIn(answer: unknown): Record<Mentioned, Set<string>> {
  const mentioned = { task: new Set<string>(), session: new Set<string>(), review: new Set<string>() };
  veiled(answer, (kind, id) => {
    mentioned[kind].add(id);
    return true;
  });
  return mentioned;
}
