/** What an id in a path can name. `held_run`: a run whose holder alone is answered; to all others it is like none. */
export type ResourceKind =
  'task' | 'run' | 'held_run' | 'review' | 'session' | 'workspace' | 'bridge' | 'delivery' | 'key';

/** The kinds of a handler's path ids, by parameter. */
export type PathKinds = Readonly<Record<string, ResourceKind>>;

const KINDS = Symbol('kinds of path ids');

/** Notes what a path id of a handler names. */
export function notePathKind(handler: object, parameter: string, kind: ResourceKind): void {
  const noted = handler as { [KINDS]?: PathKinds };
  noted[KINDS] = { ...noted[KINDS], [parameter]: kind };
}

/** What the path ids of a handler name, as far as it is declared. */
export function pathKindsOf(handler: object): PathKinds {
  return (handler as { readonly [KINDS]?: PathKinds })[KINDS] ?? {};
}
