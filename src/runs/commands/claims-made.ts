import { Injectable } from '@nestjs/common';
import type { RunState } from '../../tasks/domain/task-state.js';

/** Tells whoever measures of every run that this instance has handed out by claim-next, once it is committed. */
@Injectable()
export class ClaimsMade {
  private readonly listeners: ((run: RunState) => void)[] = [];

  listen(listener: (run: RunState) => void): void {
    this.listeners.push(listener);
  }

  tell(run: RunState): void {
    for (const listener of this.listeners) listener(run);
  }
}
