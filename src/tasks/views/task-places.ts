import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const OF_TASK = 'SELECT workspace_id FROM tasks WHERE id = $1';
const OF_RUN = 'SELECT t.workspace_id FROM runs r JOIN tasks t ON t.id = r.task_id WHERE r.id = $1';
const TASKS_WITHIN = 'SELECT id FROM tasks WHERE id = ANY($1::text[]) AND workspace_id = $2';

/** Where tasks and runs belong: one read by key, whether they exist or not. */
@Injectable()
export class TaskPlaces {
  constructor(private readonly dataSource: DataSource) {}

  /** The task's workspace; null for a global task, undefined for none. */
  ofTask(id: string): Promise<string | null | undefined> {
    return this.read(OF_TASK, id);
  }

  /** The workspace of the run's task; null for that of a global task, undefined for no run. */
  ofRun(id: string): Promise<string | null | undefined> {
    return this.read(OF_RUN, id);
  }

  /** Those of the tasks that belong to the workspace. */
  async tasksWithin(workspaceId: string, ids: readonly string[]): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(TASKS_WITHIN, [ids, workspaceId]);
    return rows.map((row) => row.id);
  }

  private async read(text: string, id: string): Promise<string | null | undefined> {
    const [row] = await this.dataSource.query<{ workspace_id: string | null }[]>(text, [id]);
    return row?.workspace_id;
  }
}
