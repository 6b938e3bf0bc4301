/**
 * The baseline: one transaction per command over a pool, as event stores without a lane do it. It runs the same
 * deciders and folds, locks the stream's row instead of the ledger, and writes the same rows in one statement. It has it
 * easier in three ways: positions come from a sequence and are in no order of commit, there is no hash chain, and nobody
 * is notified. It stores the stream's state with every command, because it has nothing else to go on with: storing it
 * every few versions as the lane does, and folding what follows on each load, made it a third slower.
 */
import pg from 'pg';
import { LaneMemory } from '../../dist/src/ledger/lane/memory.js';
import { RowBatch } from '../../dist/src/ledger/lane/row-batch.js';
import { STREAMS } from '../../dist/src/ledger/lane/stream-rows.js';
import { UnitOfWork } from '../../dist/src/ledger/lane/unit-of-work.js';
import { insertEventsSql } from '../../dist/src/ledger/log/event-rows.js';
import { streamName } from '../../dist/src/ledger/stream-type.js';

/** No command here appends more events than this. */
const POSITIONS_PER_COMMAND = 8;
const SEQUENCE = `CREATE SEQUENCE bench_positions INCREMENT ${POSITIONS_PER_COMMAND}`;
const LOAD =
  "SELECT nextval('bench_positions') AS position, date_trunc('milliseconds', clock_timestamp())::timestamptz(3) AS now, " +
  's.version, s.state FROM (SELECT 1) one LEFT JOIN LATERAL ' +
  '(SELECT version, state FROM streams WHERE id = $1 FOR UPDATE) s ON true';
const NO_HASH = '\\x00';

/** The same plans as the lane's: what is compared is how many commands a transaction has. */
const PLANS =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan';

export class TransactionPerCommand {
  constructor(registry, url, connections) {
    this.registry = registry;
    const options = `-c TimeZone=UTC -c jit=off ${PLANS}`;
    this.pool = new pg.Pool({ connectionString: url, max: connections, options });
    // Said of idle connections when the server stops; the pool forgets them by itself.
    this.pool.on('error', () => undefined);
  }

  /** Opens every connection before anything is measured. */
  async prepare() {
    await this.pool.query(SEQUENCE);
    const clients = await Promise.all(Array.from({ length: this.pool.options.max }, () => this.pool.connect()));
    for (const client of clients) client.release();
  }

  async execute(command) {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const { unit, states } = await this.begin(client, command);
      const result = await unit.run(command.context, undefined, (u) => command.execute(u));
      const write = this.rowsOf(unit, states).statement();
      await client.query({ name: write.name, text: write.text, values: write.values });
      await client.query('COMMIT');
      return { result };
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  close() {
    return this.pool.end();
  }

  async begin(client, command) {
    const stream = streamName('task', command.taskId);
    const { rows } = await client.query({ name: 'load', text: LOAD, values: [stream] });
    const [{ position, now, version, state }] = rows;
    const memory = new LaneMemory();
    if (version !== null) memory.streams.set(stream, { version, state });
    const unit = new UnitOfWork(this.registry, memory, undefined, { position: position - 1 }, now);
    return { unit, states: memory.streams };
  }

  rowsOf(unit, states) {
    const rows = new RowBatch();
    rows.putText('events', insertEventsSql, JSON.stringify(unit.events.map(eventRow)));
    for (const [name, { before, events }] of unit.touched) {
      const { version, state } = states.get(name);
      const state_version = this.registry.typeOf(name).stateVersion;
      rows.put(STREAMS, {
        ...{ id: name, version, last_position: events.at(-1).position },
        ...{ state, state_version, state_at: version },
      });
      const change = {
        id: state.id,
        before,
        after: state,
        events: events.map((event) => this.registry.recorded(event)),
      };
      for (const view of this.registry.viewsOf('task')) view.project(change, rows);
    }
    return rows;
  }
}

function eventRow(event) {
  return {
    position: event.position,
    stream: event.stream,
    version: event.version,
    event_id: event.eventId,
    type: event.type,
    schema_version: event.schemaVersion,
    visibility: event.visibility,
    data: event.data,
    data_hash: NO_HASH,
    actor_kind: event.actor.kind,
    actor_ref: event.actor.ref,
    origin_kind: event.origin.kind,
    origin_ref: event.origin.ref,
    correlation_id: event.correlationId,
    causation_id: event.causationId,
    command_id: event.commandId,
    recorded_at: event.recordedAt,
    hash: NO_HASH,
  };
}
