/** Stands for every workspace that has no name of its own in metrics. */
export const OTHER = 'other';

/**
 * Which workspaces metrics name, so that there are never more than so many: one that has a name keeps it as long as it
 * has something queued, and loses it only to one that has.
 */
export class WorkspaceLabels {
  private named: readonly string[] = [];

  constructor(private readonly most: number) {}

  /** The label of each workspace, by how much it has queued now: the deepest queues are named first. */
  choose(depths: ReadonlyMap<string, number>): (workspaceId: string) => string {
    const kept = this.named.filter((id) => depths.has(id));
    const idle = this.named.filter((id) => !depths.has(id));
    const fresh = [...depths.keys()].filter((id) => !kept.includes(id));
    fresh.sort((a, b) => (depths.get(b) ?? 0) - (depths.get(a) ?? 0) || (a < b ? -1 : 1));
    this.named = [...kept, ...fresh, ...idle].slice(0, this.most);
    const names = new Set(this.named);
    return (workspaceId) => (names.has(workspaceId) ? workspaceId : OTHER);
  }
}
