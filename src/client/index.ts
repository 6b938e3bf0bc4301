/**
 * The TypeScript client of the HTTP API, for programs that create tasks, follow them or work on them. It needs nothing
 * but Node's own fetch. `taskledger work` is built on it.
 */
export { TaskledgerClient, type TaskledgerClientOptions } from './client.js';
export { TaskledgerError, type TaskledgerErrorDetails } from './errors.js';
export type { StreamFilter, StreamOptions } from './event-stream/follow-stream.js';
export type { CallOptions } from './retry.js';
export type { ChangeOptions } from './task-client.js';
export type * from './types.js';
