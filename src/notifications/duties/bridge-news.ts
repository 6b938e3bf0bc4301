import { Logger } from '@nestjs/common';
import type { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import { TellBridgeFailing, TellBridgeRecovered } from '../commands/tell-bridge.js';
import type { BridgeRow } from '../views/bridge-view.js';
import { type BridgeHealth, FAILURES_OF_ERROR } from './bridge-health.js';

/** Tells the log when a bridge begins to fail, and when it does no longer (`registries.md` 3). */
export class BridgeNews {
  private readonly logger = new Logger('notifications');

  constructor(private readonly commands: CommandBus) {}

  /** News only from the tenth failure in a row on. Every further one would say it again, were it missed. */
  async failed({ id, status }: BridgeRow, { failures, last_error }: BridgeHealth): Promise<void> {
    if (failures < FAILURES_OF_ERROR || status !== 'ready') return;
    await this.tell(new TellBridgeFailing({ id, failures, last_error }, context()));
  }

  async succeeded({ id, status }: BridgeRow): Promise<void> {
    if (status === 'error') await this.tell(new TellBridgeRecovered(id, context()));
  }

  /** What cannot be told stops no delivery. */
  private async tell(news: TellBridgeFailing | TellBridgeRecovered): Promise<void> {
    try {
      await this.commands.execute(news);
    } catch (error) {
      this.logger.error(error);
    }
  }
}

function context(): CommandContext {
  return {
    actor: { kind: 'daemon', ref: 'notification-delivery' },
    origin: { kind: 'daemon', ref: 'daemon.notification_delivery' },
    correlationId: newId('duty'),
  };
}
