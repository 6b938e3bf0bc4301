import { Injectable } from '@nestjs/common';
import { GatheredReads } from '../../ledger/log/gathered-reads.js';
import { type Documents, TaskReader } from './task-reader.js';

/** The documents that answers to commands show: those of one flush are read together. */
@Injectable()
export class GatheredDocuments {
  private readonly reads: GatheredReads<Documents>;

  constructor(reader: TaskReader) {
    this.reads = new GatheredReads((ids) => reader.documents(ids));
  }

  /** Those of a task or run; undefined where it has none. */
  of(ownerId: string): Promise<Documents | undefined> {
    return this.reads.get(ownerId);
  }
}
