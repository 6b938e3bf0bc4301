import type { StreamRegistry } from '../../registry.js';
import { FollowerRebuild } from './follower-rebuild.js';
import { InlineRebuild } from './inline-rebuild.js';
import type { Rebuildable } from './rebuildable.js';

/** Everything that can be rebuilt: followers' views one by one, the lane's views with those whose tables they share. */
export function rebuildables(registry: StreamRegistry): Rebuildable[] {
  const inline = sharing(registry.inlineViews()).map((views) => new InlineRebuild(views, registry));
  return [...inline, ...registry.followerViews().map((view) => new FollowerRebuild(view, registry))];
}

interface WithTables {
  readonly tables: readonly { readonly name: string }[];
}

function sharing<V extends WithTables>(views: readonly V[]): V[][] {
  const groups: V[][] = [];
  for (const view of views) {
    const names = new Set(view.tables.map(({ name }) => name));
    const shares = (group: readonly V[]): boolean =>
      group.some((one) => one.tables.some(({ name }) => names.has(name)));
    const joined = groups.filter(shares);
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push([...joined.flat(), view]);
  }
  return groups;
}
