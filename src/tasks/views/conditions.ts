/** The WHERE of a query whose filters are all optional. Values only ever become parameters. */
export class Conditions {
  readonly values: unknown[];
  private readonly conditions: string[] = [];

  /** @param values those of the query's other parts, whose parameters come first. */
  constructor(values: readonly unknown[] = []) {
    this.values = [...values];
  }

  /** The placeholder of a new parameter. */
  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  equal(column: string, value: string | undefined): void {
    if (value !== undefined) this.conditions.push(`${column} = ${this.value(value)}`);
  }

  add(condition: string): void {
    this.conditions.push(condition);
  }

  /** All of them; `true` when nothing is asked for. */
  all(): string {
    return this.conditions.length === 0 ? 'true' : this.conditions.join(' AND ');
  }

  /** Empty when nothing is asked for. */
  where(): string {
    return this.conditions.length === 0 ? '' : `WHERE ${this.all()}`;
  }
}
