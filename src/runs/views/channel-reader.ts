import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { runOfDerivedChannel } from '../../tasks/domain/coordination-channel.js';
import type { RunRow } from '../../tasks/views/run-tables.js';

const CHANNEL = 'SELECT created_at FROM coordination_channels WHERE id = $1';

/** Reads of coordination channels. */
@Injectable()
export class ChannelReader {
  constructor(private readonly dataSource: DataSource) {}

  /** When the run's channel was last changed: a derived one was made with its run (`runs.md` 2.5). */
  async updatedAt(run: RunRow): Promise<string> {
    const channel = run.coordination_channel_id;
    if (channel === null || runOfDerivedChannel(channel) === run.id) return run.queued_at;
    const [row] = await this.dataSource.query<{ created_at: string }[]>(CHANNEL, [channel]);
    return row?.created_at ?? run.queued_at;
  }
}
