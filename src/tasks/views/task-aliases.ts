import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NUMBER = /^[0-9]{1,16}$/;

/**
 * A number is the position of the event that made the task or run, so that the log finds it by its key. The views have
 * the last word: nothing else at that position, and nothing that was deleted, has the number.
 */
const TASK_OF_NUMBER =
  'SELECT t.id FROM events e JOIN tasks t ON t.id = substr(e.stream, 6) ' +
  "WHERE e.position = $1 AND e.stream LIKE 'task:%' AND t.number = $1";
/** The first event of what makes a run that goes on after a review is that of the review. */
const RUN_OF_NUMBER =
  "SELECT r.id FROM events e LEFT JOIN task_reviews v ON e.stream LIKE 'review:%' AND v.review_id = substr(e.stream, 8) " +
  'JOIN runs r ON r.task_id = coalesce(v.task_id, substr(e.stream, 6)) WHERE e.position = $1 AND r.number = $1';
const TASK_OF_UUID = 'SELECT id FROM tasks WHERE uuid = $1';

/** The other names of tasks and runs, as the compatibility fronts call them (`http.md` 11.2): one read by key each. */
@Injectable()
export class TaskAliases {
  constructor(private readonly dataSource: DataSource) {}

  /** The id of the task with this number; undefined for none, and for what is no number of 1 to 2^53 - 1. */
  taskIdOfNumber(number: number): Promise<string | undefined> {
    return this.ofNumber(TASK_OF_NUMBER, number);
  }

  /** The id of the run with this number. */
  runIdOfNumber(number: number): Promise<string | undefined> {
    return this.ofNumber(RUN_OF_NUMBER, number);
  }

  /** The id of the task with this UUID, in either case; undefined for none, and for what is no UUID. */
  taskIdOfUuid(uuid: string): Promise<string | undefined> {
    return UUID.test(uuid) ? this.read(TASK_OF_UUID, uuid) : Promise.resolve(undefined);
  }

  /** The id of the task that a text names by number or UUID; leading zeros do not count. */
  async taskIdOf(name: string): Promise<string | undefined> {
    return NUMBER.test(name) ? this.taskIdOfNumber(Number(name)) : this.taskIdOfUuid(name);
  }

  /** The id of the run that a text names by number. */
  async runIdOf(name: string): Promise<string | undefined> {
    return NUMBER.test(name) ? this.runIdOfNumber(Number(name)) : undefined;
  }

  private ofNumber(text: string, number: number): Promise<string | undefined> {
    return Number.isSafeInteger(number) && number > 0 ? this.read(text, number) : Promise.resolve(undefined);
  }

  private async read(text: string, name: string | number): Promise<string | undefined> {
    const [row] = await this.dataSource.query<{ id: string }[]>(text, [name]);
    return row?.id;
  }
}
