/**
 * The dashboard: all tasks and runs in numbers. They are kept behind the lane, so that looking at them costs the same
 * however many tasks there are.
 */
import { Module, type OnModuleInit } from '@nestjs/common';
import { StreamRegistry } from '../ledger/registry.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import type { Thresholds } from './domain/thresholds.js';
import { DashboardController } from './http/dashboard.controller.js';
import { dashboardView } from './views/dashboard-view.js';
import { GetTaskDashboardHandler, THRESHOLDS } from './views/get-task-dashboard.js';

@Module({
  imports: [TasksModule],
  controllers: [DashboardController],
  providers: [{ provide: THRESHOLDS, inject: [SETTINGS_TOKEN], useFactory: thresholdsOf }, GetTaskDashboardHandler],
})
export class DashboardModule implements OnModuleInit {
  constructor(private readonly registry: StreamRegistry) {}

  onModuleInit(): void {
    this.registry.follower(dashboardView);
  }
}

function thresholdsOf(settings: ServiceSettings): Thresholds {
  return {
    stuckAfter: {
      claimed: milliseconds(settings.claimedStuckSeconds),
      starting: milliseconds(settings.startingStuckSeconds),
      running: milliseconds(settings.runningStuckSeconds),
    },
    backlogWarnAfter: milliseconds(settings.backlogWarnSeconds),
    staleAfter: milliseconds(settings.dashboardStaleSeconds),
    activeRunLimit: settings.dashboardActiveRuns,
    forcedStopsWindow: milliseconds(settings.forcedStopsWindowSeconds),
  };
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1_000);
}
