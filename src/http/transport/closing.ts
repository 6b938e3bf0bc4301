import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Rejection } from '../../ledger/rejection.js';

/** Whether the service is being stopped: what comes in from then on is refused like everything else that is refused. */
@Injectable()
export class Closing implements OnModuleDestroy {
  private begun = false;

  onModuleDestroy(): void {
    this.begun = true;
  }

  /** `ledger_unavailable` once the stop has begun. */
  refusal(): Rejection | undefined {
    return this.begun ? new Rejection('ledger_unavailable', 'the service is shutting down') : undefined;
  }
}
