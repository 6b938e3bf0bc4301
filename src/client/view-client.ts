import { followAll, type StreamFilter, type StreamOptions } from './event-stream/follow-stream.js';
import { NotificationClient } from './notification-client.js';
import type { CallOptions } from './retry.js';
import { path } from './transport.js';
import type * as api from './types.js';

/** What is read across tasks: the inbox, the dashboard, the stream of all events, and the views that are kept. */
export abstract class ViewClient extends NotificationClient {
  /** The tasks that need the caller's attention, in lanes; `triage` says what was done with one. */
  async getInbox(query: api.InboxQuery = {}, options?: CallOptions): Promise<api.TaskInbox> {
    return (await this.get<{ inbox: api.TaskInbox }>('/api/observe/tasks/inbox', query, options)).inbox;
  }

  /** All tasks and runs in numbers. */
  async getDashboard(query: api.DashboardQuery = {}, options?: CallOptions): Promise<api.TaskDashboard> {
    return (await this.get<{ dashboard: api.TaskDashboard }>('/api/observe/tasks/dashboard', query, options)).dashboard;
  }

  /**
   * The events of all tasks that the caller may see, past ones first, then as they happen; `afterSequence` skips the past.
   * Reconnects by itself like `stream`; ends when `signal` is aborted.
   * @throws TaskledgerError when the service refuses it, such as 404 for an unknown workspace.
   */
  streamAll(filter: StreamFilter = {}, options: StreamOptions = {}): AsyncGenerator<api.StreamFrame, void, undefined> {
    return followAll(this.transport, filter, options);
  }

  /** The views that are kept of the log, and how far each is. */
  async listViews(options?: CallOptions): Promise<api.View[]> {
    return (await this.get<{ views: api.View[] }>('/api/views', {}, options)).views;
  }

  /** Has a view built anew from the log while it goes on answering; `listViews` shows how far that is. */
  async rebuildView(name: string, options?: CallOptions): Promise<api.View> {
    const request = { repeatable: 'unsent' } as const;
    return (await this.change<{ view: api.View }>('POST', path`/api/views/${name}/rebuild`, request, options)).view;
  }
}
