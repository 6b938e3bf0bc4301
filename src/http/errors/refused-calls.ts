import { Injectable } from '@nestjs/common';
import type { Rejection } from '../../ledger/rejection.js';

type Listener = (refusal: Rejection) => void;

/** Tells of every call that is refused; whoever counts some of them says so when its module starts. */
@Injectable()
export class RefusedCalls {
  private readonly listeners: Listener[] = [];

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  tell(refusal: Rejection): void {
    for (const listener of this.listeners) listener(refusal);
  }
}
