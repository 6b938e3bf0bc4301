/**
 * What is kept from a key that is bound to a workspace inside of answers about that very workspace (`registries.md` 5):
 * tasks, agent sessions and reviews elsewhere that had a hand in it. A caller of all workspaces may put a task below a
 * global one, send an agent of one workspace to a task of another, or name a review of another one as a review's parent.
 *
 * It goes by the names of members. A name that ends like the id of a task, a session or a review is taken for one, so
 * that a new member is looked into unless it is known to name the answered thing itself.
 */

/** Stands for an agent session that the caller may not know of where something must stand. */
const HIDDEN = 'hidden';

/** What answers name in passing. */
export type Mentioned = 'task' | 'session' | 'review';

/** Whether the caller may know of a task, session or review. */
export type Sees = (kind: Mentioned, id: string) => boolean;

type Members = Readonly<Record<string, unknown>>;

/** Of the answered review itself. */
const OWN_REVIEW = 'review_id';
/** Of the answered task itself, or of one beside it: children lie where their parent does, edges were picked before. */
const OWN_TASKS = new Set(['task_id', 'child_task_id', 'depends_on_task_id']);
/** People's own words and JSON: what these say is not ours to change. */
const WORDS = new Set(['metadata', 'result', 'params', 'owner']);
/** An actor in one text (`http.md` 2). */
const LABEL = /^agent_session:(.+)$/s;

/** What a member names elsewhere, by its name. */
export function mentionedBy(name: string): Mentioned | undefined {
  if (OWN_TASKS.has(name) || name === OWN_REVIEW) return undefined;
  if (/(?:^|_)task_ids?$/.test(name)) return 'task';
  if (/(?:^|_)session_ids?$/.test(name)) return 'session';
  return /(?:^|_)review_ids?$/.test(name) ? 'review' : undefined;
}

/** A copy of the answer that names nothing but what the caller sees. Asks for all that the answer mentions. */
export function veiled(answer: unknown, sees: Sees): unknown {
  if (Array.isArray(answer)) return answer.map((item: unknown) => veiled(item, sees));
  if (!isObject(answer)) return answer;
  const hidden = hiddenMembers(answer, sees);
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(answer)) {
    copy[name] = hidden.includes(name) ? HIDDEN : shown(name, member, sees);
  }
  return copy;
}

function shown(name: string, member: unknown, sees: Sees): unknown {
  if (WORDS.has(name)) return member;
  if (typeof member === 'string') return shownText(name, member, sees);
  if (Array.isArray(member)) {
    return member.map((item: unknown) => shown(name, item, sees)).filter((item) => item !== undefined);
  }
  return isForeignSession(name, member, sees) ? undefined : veiled(member, sees);
}

function shownText(name: string, text: string, sees: Sees): string | undefined {
  const kind = mentionedBy(name);
  if (kind !== undefined) return sees(kind, text) ? text : undefined;
  const [, session] = name.endsWith('_by') ? (LABEL.exec(text) ?? []) : [];
  return session === undefined || sees('session', session) ? text : `agent_session:${HIDDEN}`;
}

/** The members of an actor, or of a payload that tells one by two members, that must not be shown. */
function hiddenMembers({ kind, ref, actor_kind, actor_id }: Members, sees: Sees): readonly string[] {
  if (kind === 'agent_session' && typeof ref === 'string' && !sees('session', ref)) return ['ref'];
  if (actor_kind === 'agent_session' && typeof actor_id === 'string' && !sees('session', actor_id)) return ['actor_id'];
  return [];
}

/** A whole session, as the detail of a run shows it: nothing of it is left. */
function isForeignSession(name: string, member: unknown, sees: Sees): boolean {
  if (!/(?:^|_)session$/.test(name) || !isObject(member)) return false;
  return typeof member.session_id === 'string' && !sees('session', member.session_id);
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
