/** Counts what a service in the test's own process sends to the database because of one request, and of nothing else. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Server } from 'node:http';
import pg from 'pg';

/** What a statement is sent by: any client of the driver, pooled or not. */
interface Driver {
  query(...values: unknown[]): unknown;
}

export class StatementCounter {
  private readonly request = new AsyncLocalStorage<string[]>();
  private readonly undo: (() => void)[] = [];
  private texts: string[] = [];

  /** From now on every request to the server is followed on its way. */
  constructor(server: Server) {
    const emit = server.emit.bind(server) as (...values: unknown[]) => boolean;
    server.emit = ((event: string, ...values: unknown[]) =>
      event === 'request'
        ? this.request.run(this.texts, () => emit(event, ...values))
        : emit(event, ...values)) as Server['emit'];
    const driver = pg.Client.prototype as Driver;
    const { query } = driver;
    const { request } = this;
    driver.query = function (this: Driver, ...values) {
      request.getStore()?.push(textOf(values[0]));
      return query.apply(this, values);
    };
    this.undo.push(() => (server.emit = emit as Server['emit']));
    this.undo.push(() => (driver.query = query));
  }

  /** The statements that a call costs; calls are followed one at a time. */
  async of(call: () => Promise<unknown>): Promise<readonly string[]> {
    const texts: string[] = [];
    this.texts = texts;
    await call();
    return texts;
  }

  stop(): void {
    for (const undo of this.undo) undo();
  }
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const { text, name } = statement as { readonly text?: string; readonly name?: string };
  return text ?? name ?? 'a statement';
}
