import type { Front } from '../../access/domain/vocabulary.js';
import type { ValidationStatus } from '../errors/failure-class.js';
import type { Right } from '../identity/rights.js';

/** A class, seen as a value: a request body, a query or a response schema. */
export type Class<T extends object = object> = new () => T;

/** Which callers an operation accepts (`http.md` 2). */
export type CallerKind =
  /** Agent headers are validated when one is sent, else the caller is human. */
  | 'human-or-agent'
  /** Session and agent headers are mandatory. */
  | 'agent'
  /** Agent headers are never read. */
  | 'anonymous';

/**
 * What a key that is bound to a workspace gets (`registries.md` 5): `filtered` says that the handler keeps to the
 * workspace of its caller, `refused` that the operation is about more than one workspace (403). An operation that says
 * nothing is open to bound keys only if every id in its path has a declared kind: each must then lie in the workspace.
 */
export type BoundKeys = 'filtered' | 'refused';

/** What guards and the error filter know of an operation at run time. */
export interface Operation {
  /** `operationId`, also the beginning of field paths in error texts, in snake case. */
  readonly id: string;
  /** `origin.ref` of what the operation records: `tasks.<action>` or `agent.task.<verb>`. */
  readonly action: string;
  readonly right: Right;
  readonly reads?: true;
  readonly caller: CallerKind;
  readonly bound?: BoundKeys;
  /** See `OperationOptions`. */
  readonly front?: Front;
  readonly validationStatus: ValidationStatus;
  readonly body?: OperationBody;
  readonly query?: Class;
  readonly ifMatch?: boolean;
}

export interface OperationBody {
  readonly type: Class;
  /** Whether an empty body is refused (400); otherwise it counts as `{}` (`http.md` 3). */
  readonly required: boolean;
  /**
   * Set where the handler itself checks the body's rules (`checkRules`), because a refusal of its own comes before them;
   * that the body can be read is checked before in any case.
   */
  readonly rulesInHandler?: true;
}

/** A documented answer: a schema class, or the members of an envelope; `[X]` means an array of X. */
export interface SuccessResponse {
  readonly status: number;
  readonly description?: string;
  readonly type?: Class | Readonly<Record<string, Class | readonly [Class]>>;
  /** Whether the answer is a bare array of `type`, as one front publishes it. */
  readonly list?: true;
  /** Media type of the answer, when it is not JSON. */
  readonly mediaType?: string;
}

export interface OperationOptions {
  readonly id: string;
  readonly action: string;
  readonly summary: string;
  readonly right: Right;
  /** Set by queries that take more than the right `read`: they wait for `X-Ledger-At-Least` as all queries do. */
  readonly reads?: true;
  readonly caller?: CallerKind;
  /** See `BoundKeys`; to be given by every operation that has no id in its path. */
  readonly bound?: BoundKeys;
  /**
   * The compatibility front that it is part of (`http.md` 11): a, b and d take a key of that front from the header that
   * the front publishes and nothing else, c native callers; what cannot be read is 422 on all four.
   */
  readonly front?: Front;
  readonly validationStatus: ValidationStatus;
  readonly body?: OperationBody;
  readonly query?: Class;
  /** Whether it reads `If-Match` and so may answer 412 (architecture.md 12, decision 6). */
  readonly ifMatch?: boolean;
  /** The first one's status is what the handler answers with unless it says otherwise. */
  readonly success: SuccessResponse | readonly SuccessResponse[];
  /** Documented failure statuses: the contract's, and those of the operation's own additions. */
  readonly failures: readonly number[];
  /** Chapter of the documentation; default: the first part of the action. */
  readonly tag?: string;
}

/** The fronts whose callers are known by a key of the front alone. */
export type KeyedFront = Exclude<Front, 'c'>;

/** The front whose key an operation asks for; undefined where native callers are taken. */
export function keyedFront({ front }: Pick<Operation, 'front'>): KeyedFront | undefined {
  return front === 'c' ? undefined : front;
}

/** Whether an operation only reads, and so waits for `X-Ledger-At-Least`. */
export function isQuery({ right, reads }: Pick<Operation, 'right' | 'reads'>): boolean {
  return right === 'read' || reads === true;
}

const PREFIXES = new Map<string, string>();

/** The beginning of field paths in error texts: `create_task` of `createTask`. */
export function fieldPrefix({ id }: Pick<Operation, 'id'>): string {
  const known = PREFIXES.get(id);
  if (known !== undefined) return known;
  const prefix = id.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  PREFIXES.set(id, prefix);
  return prefix;
}
