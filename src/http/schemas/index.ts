/**
 * The response schemas of the contract: classes that describe themselves for OpenAPI and are the types that presenters
 * return. Members that the contract leaves out are optional here and never null.
 */
import type { Class } from '../operation/operation.js';
import { Actor, Origin, Owner } from './actor.js';
import { BridgeSubscription, NotificationCursor } from './bridge-subscription.js';
import { BulkRunResult } from './bulk-run-result.js';
import { CoordinationChannel } from './coordination-channel.js';
import { Dependency, DependencyReference } from './dependency.js';
import { Diagnostic, ErrorBody } from './error-body.js';
import { ExecutionProfile } from './execution-profile.js';
import { Inspect, InspectEvent, InspectRun, InspectScheduler, InspectSession } from './inspect.js';
import { Review } from './review.js';
import { Lease, Run, RunSummary } from './run.js';
import { LatencyStats, SchedulerStatus } from './scheduler-status.js';
import { TaskEvent } from './task-event.js';
import { TaskReference } from './task-reference.js';
import { Task, TaskDetail, TaskSummary } from './task.js';
import { TimelineItem } from './timeline.js';
import { TreeNode } from './tree-node.js';
import { Triage } from './triage.js';

/** The component schemas of the contract, documented also while no operation answers with them. */
export const CONTRACT_SCHEMAS: readonly Class[] = [
  Actor,
  BridgeSubscription,
  BulkRunResult,
  CoordinationChannel,
  Dependency,
  DependencyReference,
  Diagnostic,
  ErrorBody,
  ExecutionProfile,
  Inspect,
  InspectEvent,
  InspectRun,
  InspectScheduler,
  InspectSession,
  LatencyStats,
  Lease,
  NotificationCursor,
  Origin,
  Owner,
  Review,
  Run,
  RunSummary,
  SchedulerStatus,
  Task,
  TaskDetail,
  TaskEvent,
  TaskReference,
  TaskSummary,
  TimelineItem,
  TreeNode,
  Triage,
];

export * from './actor.js';
export * from './bridge-subscription.js';
export * from './bulk-run-result.js';
export * from './claim.js';
export * from './dashboard.js';
export * from './coordination-channel.js';
export * from './dependency.js';
export * from './error-body.js';
export * from './execution-profile.js';
export * from './inbox.js';
export * from './inspect.js';
export * from './review.js';
export * from './run-detail.js';
export * from './run.js';
export * from './scheduler-status.js';
export * from './task-event.js';
export * from './task-reference.js';
export * from './task.js';
export * from './timeline.js';
export * from './tree-node.js';
export * from './triage.js';
