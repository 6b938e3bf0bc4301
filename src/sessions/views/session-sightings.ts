import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** How often this instance looks for sightings that are due to be written, in ms. */
export const WRITE_INTERVAL_MS = 250;

/** Capabilities that are remembered of one session's claims; beyond them the latest claim alone counts. */
const MAX_OFFERED = 256;

/** Sightings of one statement at most. */
const BATCH = 1_000;

/** In order of id, so that instances that write the same rows never wait for each other in a circle. */
const WRITE =
  'INSERT INTO agent_session_sightings AS s (session_id, last_seen_at, offered) ' +
  "SELECT u.session_id, date_trunc('milliseconds', clock_timestamp() - u.age_ms * interval '1 millisecond'), u.offered " +
  'FROM unnest($1::text[], $2::float8[], $3::jsonb[]) AS u(session_id, age_ms, offered) ORDER BY u.session_id ' +
  'ON CONFLICT (session_id) DO UPDATE SET last_seen_at = greatest(s.last_seen_at, EXCLUDED.last_seen_at), ' +
  'offered = coalesce(EXCLUDED.offered, s.offered)';

interface Sighting {
  /** This process's monotonic clock, in ms: the database's clock is asked only when an age is turned into a time. */
  seenAt: number;
  /** What of it the table knows, if anything. */
  writtenSeenAt: number | undefined;
  /** When it was last written. */
  writtenAt: number | undefined;
  ttlMs: number;
  /** What it offered with its claims, as far as this instance heard. */
  offered?: ReadonlySet<string>;
}

/**
 * When sessions were seen: operational, so held in memory and written in batches, for each session at most every
 * quarter of its ttl, and never an event (`registries.md` 2). What is not written yet is written at the latest a
 * quarter of the ttl later, so that the table never lags by more than that.
 */
@Injectable()
export class SessionSightings implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly sightings = new Map<string, Sighting>();
  private readonly logger = new Logger('sessions');
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private failing = false;

  constructor(private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.writeDue(), WRITE_INTERVAL_MS);
    this.timer.unref();
  }

  /** What is remembered is written whether it is due or not: nobody will remember it later. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    await this.write([...this.sightings].filter(([, sighting]) => isUnwritten(sighting)));
  }

  /** Notes that the session was seen just now. Never waits, never throws. */
  seen(sessionId: string, ttlSeconds: number): void {
    const ttlMs = ttlSeconds * 1_000;
    const known = this.sightings.get(sessionId);
    const seenAt = performance.now();
    if (known) Object.assign(known, { seenAt, ttlMs });
    else this.sightings.set(sessionId, { seenAt, ttlMs, writtenSeenAt: undefined, writtenAt: undefined });
  }

  /** Notes what the session offers with a claim; what is new of it is written at the next turn. */
  offers(sessionId: string, ttlSeconds: number, capabilities: readonly string[]): void {
    this.seen(sessionId, ttlSeconds);
    const sighting = this.sightings.get(sessionId);
    if (!sighting || capabilities.every((capability) => sighting.offered?.has(capability))) return;
    const all = new Set([...(sighting.offered ?? []), ...capabilities]);
    sighting.offered = all.size > MAX_OFFERED ? new Set(capabilities) : all;
    sighting.writtenAt = undefined;
  }

  /**
   * How long before `at`, which is now unless given, this instance saw the session, in ms: 0 where it was later. Undefined when it
   * remembers nothing newer than the table.
   */
  ageMs(sessionId: string, at = performance.now()): number | undefined {
    const known = this.sightings.get(sessionId);
    return known && Math.max(0, at - known.seenAt);
  }

  /** Drops what is remembered of a session that has ended. */
  forget(sessionId: string): void {
    this.sightings.delete(sessionId);
  }

  /** Writes what is due. One write runs at a time; a failed one is tried again at the next turn. */
  writeDue(): Promise<void> {
    this.writing ??= this.write(this.due()).finally(() => (this.writing = undefined));
    return this.writing;
  }

  private due(): [string, Sighting][] {
    const now = performance.now();
    const due: [string, Sighting][] = [];
    for (const entry of this.sightings) {
      const [sessionId, sighting] = entry;
      if (sighting.writtenAt !== undefined && now - sighting.writtenAt < sighting.ttlMs / 4) continue;
      if (isUnwritten(sighting)) due.push(entry);
      else this.sightings.delete(sessionId);
    }
    return due;
  }

  private async write(entries: readonly [string, Sighting][]): Promise<void> {
    try {
      for (let at = 0; at < entries.length; at += BATCH) await this.writeBatch(entries.slice(at, at + BATCH));
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`sightings of sessions could not be written: ${String(error)}`);
      this.failing = true;
    }
  }

  private async writeBatch(entries: readonly [string, Sighting][]): Promise<void> {
    const begun = performance.now();
    const written = entries.map(([, sighting]) => sighting.seenAt);
    const ages = written.map((seenAt) => begun - seenAt);
    const offers = entries.map(([, { offered }]) => (offered ? JSON.stringify([...offered]) : null));
    await this.dataSource.query(WRITE, [entries.map(([sessionId]) => sessionId), ages, offers]);
    entries.forEach(([, sighting], i) => {
      sighting.writtenSeenAt = written[i];
      sighting.writtenAt = begun;
    });
  }
}

function isUnwritten(sighting: Sighting): boolean {
  return sighting.writtenSeenAt !== sighting.seenAt;
}
