import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const SUBTREE =
  'WITH RECURSIVE subtree AS (SELECT id FROM tasks WHERE id = $1 ' +
  'UNION SELECT t.id FROM tasks t JOIN subtree s ON t.parent_task_id = s.id) SELECT id FROM subtree';
const PARENTS = 'SELECT id, parent_task_id FROM tasks WHERE id = ANY($1::text[])';

/** Parents remembered: a task's parent never changes. */
const REMEMBERED = 100_000;

/** Who is below whom. */
@Injectable()
export class TaskTree {
  private readonly parents = new Map<string, string | null>();

  constructor(private readonly dataSource: DataSource) {}

  /** The task and all its descendants. */
  async subtree(taskId: string): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(SUBTREE, [taskId]);
    return rows.map((row) => row.id);
  }

  /** Remembers a parent that an event told. */
  learn(taskId: string, parentId: string | null): void {
    if (this.parents.size >= REMEMBERED) this.parents.clear();
    this.parents.set(taskId, parentId);
  }

  /** Makes the ancestors of these tasks known, in as many reads as the hierarchy is deep, at most 8. */
  async prepare(taskIds: Iterable<string>): Promise<void> {
    let unknown = [...new Set(taskIds)].filter((id) => !this.parents.has(id));
    while (unknown.length > 0) {
      const rows = await this.dataSource.query<{ id: string; parent_task_id: string | null }[]>(PARENTS, [unknown]);
      for (const row of rows) this.learn(row.id, row.parent_task_id);
      const parents = rows.map((row) => row.parent_task_id).filter((id) => id !== null);
      unknown = [...new Set(parents)].filter((id) => !this.parents.has(id));
    }
  }

  /** The task and its known ancestors, from itself upward. */
  lineage(taskId: string): string[] {
    const line: string[] = [];
    let next: string | null | undefined = taskId;
    while (next && !line.includes(next)) {
      line.push(next);
      next = this.parents.get(next);
    }
    return line;
  }
}
