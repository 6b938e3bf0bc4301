import { type CallOptions, orLostAnswer } from './retry.js';
import { type Call, path, type Transport } from './transport.js';
import type * as api from './types.js';

/** Options of the calls that change a task. */
export interface ChangeOptions extends CallOptions {
  /**
   * The task's `latest_event_seq` that the caller has seen: the call is refused with 412, and nothing is changed, when
   * the task has moved on since (`If-Match`).
   */
  readonly ifMatch?: number;
}

/** What a call asks for beyond method and path. */
type Request = Pick<Call, 'body' | 'repeatable'>;

/** Tasks: making, reading, changing and connecting them. `TaskledgerClient` adds runs, streams and sessions. */
export abstract class TaskClient {
  protected constructor(protected readonly transport: Transport) {}

  /** Creates a task. With an `id` of the caller's own it is safe to repeat: a lost answer never makes two tasks. */
  createTask(body: api.CreateTask, options?: CallOptions): Promise<api.Task> {
    return this.create('/api/tasks', body, undefined, options);
  }

  /** Creates a task below another one; `id` and repeating as for createTask. */
  createChildTask(parentId: string, body: api.CreateChildTask, options?: ChangeOptions): Promise<api.Task> {
    return this.create(path`/api/tasks/${parentId}/children`, body, parentId, options);
  }

  /** One task with its runs, children, dependencies and latest events. */
  async getTask(taskId: string, options?: CallOptions): Promise<api.TaskDetail> {
    return (await this.get<{ task: api.TaskDetail }>(path`/api/tasks/${taskId}`, {}, options)).task;
  }

  /** The task and everything below it, each with its depth. */
  async getTaskTree(taskId: string, options?: CallOptions): Promise<api.TaskTree> {
    return (await this.get<{ tree: api.TaskTree }>(path`/api/tasks/${taskId}/tree`, {}, options)).tree;
  }

  /** How the task stands: its current run, what is wrong with it, and what helps. */
  async inspectTask(taskId: string, options?: CallOptions): Promise<api.Inspect> {
    return (await this.get<{ inspect: api.Inspect }>(path`/api/tasks/${taskId}/inspect`, {}, options)).inspect;
  }

  /** The same of one run. */
  async inspectRun(runId: string, options?: CallOptions): Promise<api.Inspect> {
    return (await this.get<{ inspect: api.Inspect }>(path`/api/runs/${runId}/inspect`, {}, options)).inspect;
  }

  async listTasks(query: api.ListTasks = {}, options?: CallOptions): Promise<api.TaskSummary[]> {
    return (await this.get<{ tasks: api.TaskSummary[] }>('/api/tasks', query, options)).tasks;
  }

  /** Changes what the body names; null and absent members stay as they are. */
  async updateTask(taskId: string, body: api.UpdateTask, options?: ChangeOptions): Promise<api.Task> {
    const request = { body, repeatable: 'any' } as const;
    return (await this.change<{ task: api.Task }>('PATCH', path`/api/tasks/${taskId}`, request, options)).task;
  }

  /** Takes a task without children and open runs out of every list, for good. */
  async deleteTask(taskId: string, options?: ChangeOptions): Promise<void> {
    const request = { repeatable: 'any' } as const;
    const call = () => this.change('DELETE', path`/api/tasks/${taskId}`, request, options);
    await orLostAnswer(call, [404], () => Promise.resolve(true));
  }

  /** Enqueues the task's run. Without a key the service makes one of the task, so repeating never makes a second run. */
  startTask(taskId: string, body: api.StartTask = {}, options?: ChangeOptions): Promise<api.StartedTask> {
    return this.change('POST', path`/api/tasks/${taskId}/start`, { body, repeatable: 'any' }, options);
  }

  /** Makes a draft a task and enqueues its run; keys as for startTask. */
  publish(taskId: string, body: api.PublishTask = {}, options?: ChangeOptions): Promise<api.StartedTask> {
    return this.change('POST', path`/api/tasks/${taskId}/publish`, { body, repeatable: 'any' }, options);
  }

  /** Approves a task that waits for it and enqueues its run; keys as for startTask. */
  approve(taskId: string, body: api.ApproveTask = {}, options?: ChangeOptions): Promise<api.StartedTask> {
    return this.change('POST', path`/api/tasks/${taskId}/approve`, { body, repeatable: 'any' }, options);
  }

  /** Rejects a task that waits for approval. */
  reject(taskId: string, options?: ChangeOptions): Promise<api.Task> {
    const call = () => this.act(taskId, 'reject', { repeatable: 'any' }, options);
    return this.orTaskThat(({ approval_state }) => approval_state === 'rejected', taskId, call, options);
  }

  /** Cancels the task, everything below it and their runs. Safe to repeat: what is canceled stays as it is. */
  cancel(taskId: string, body: api.CancelTask = {}, options?: ChangeOptions): Promise<api.Task> {
    const call = () => this.act(taskId, 'cancel', { body, repeatable: 'any' }, options);
    return this.orTaskThat(({ status }) => status === 'canceled', taskId, call, options);
  }

  /**
   * Keeps the runs of the task and of everything below it from being claimed. Each pause is an event, so it is repeated
   * only when the service cannot have seen it, or with `ifMatch`.
   */
  pause(taskId: string, body: api.PauseTask, options?: ChangeOptions): Promise<api.Task> {
    const call = () => this.act(taskId, 'pause', { body, repeatable: ifMatched(options) }, options);
    const isDone = ({ paused, paused_reason }: api.Task): boolean =>
      paused === true && paused_reason === body.reason.trim();
    return this.orTaskThat(isDone, taskId, call, options);
  }

  /** Lifts the task's own pause; one above it stays. Repeated as pause is. */
  resume(taskId: string, body: api.ResumeTask = {}, options?: ChangeOptions): Promise<api.Task> {
    const call = () => this.act(taskId, 'resume', { body, repeatable: ifMatched(options) }, options);
    return this.orTaskThat(({ paused }) => paused !== true, taskId, call, options);
  }

  /**
   * What the caller does with the task in its own inbox: `read`, `archive` for good, or `dismiss` until something happens
   * to it. Nothing of it shows on the task.
   */
  async triage(taskId: string, verb: 'read' | 'archive' | 'dismiss', options?: CallOptions): Promise<api.Triage> {
    const at = path`/api/tasks/${taskId}/triage/${verb}`;
    return (await this.change<{ triage: api.Triage }>('POST', at, { repeatable: 'any' }, options)).triage;
  }

  /** Makes the task wait until another one is completed. */
  addDependency(taskId: string, body: api.AddDependency, options?: ChangeOptions): Promise<api.TaskDetail> {
    const at = path`/api/tasks/${taskId}/dependencies`;
    const call = () => this.change<{ task: api.TaskDetail }>('POST', at, { body, repeatable: 'any' }, options);
    const wanted = body.depends_on_task_id.trim();
    return this.orDetailThat((edges) => edges.includes(wanted), [412, 422], taskId, call, options);
  }

  /** Takes a dependency away; the task may become ready by that, but is not enqueued. */
  removeDependency(taskId: string, dependsOnId: string, options?: ChangeOptions): Promise<api.TaskDetail> {
    const at = path`/api/tasks/${taskId}/dependencies/${dependsOnId}`;
    const call = () => this.change<{ task: api.TaskDetail }>('DELETE', at, { repeatable: 'any' }, options);
    return this.orDetailThat((edges) => !edges.includes(dependsOnId.trim()), [404, 412], taskId, call, options);
  }

  protected get<T>(at: string, query: object, options?: CallOptions): Promise<T> {
    return this.transport.call({ method: 'GET', path: at, query: { ...query }, repeatable: 'any' }, options);
  }

  protected change<T>(method: Call['method'], at: string, request: Request, options: ChangeOptions = {}): Promise<T> {
    const headers = options.ifMatch === undefined ? {} : { headers: { 'if-match': `"${options.ifMatch}"` } };
    return this.transport.call({ method, path: at, ...headers, ...request }, options);
  }

  private create(
    at: string,
    body: api.CreateTask,
    parentId: string | undefined,
    options?: ChangeOptions,
  ): Promise<api.Task> {
    const { id, title } = body;
    const request = { body, repeatable: id === undefined ? 'unsent' : 'any' } as const;
    const call = async () => (await this.change<{ task: api.Task }>('POST', at, request, options)).task;
    return orLostAnswer(call, [409, 412], async () => {
      if (id === undefined) return undefined;
      const { task } = await this.getTask(id, options);
      return task.title === title.trim() && task.parent_task_id === parentId ? task : undefined;
    });
  }

  private async act(taskId: string, verb: string, request: Request, options?: ChangeOptions): Promise<api.Task> {
    const at = `${path`/api/tasks/${taskId}/`}${verb}`;
    return (await this.change<{ task: api.Task }>('POST', at, request, options)).task;
  }

  private orTaskThat(
    isDone: (task: api.Task) => boolean,
    taskId: string,
    call: () => Promise<api.Task>,
    options?: ChangeOptions,
  ): Promise<api.Task> {
    return orLostAnswer(call, [409, 412], async () => {
      const { task } = await this.getTask(taskId, options);
      return isDone(task) ? task : undefined;
    });
  }

  private orDetailThat(
    isDone: (dependsOn: string[]) => boolean,
    statuses: readonly number[],
    taskId: string,
    call: () => Promise<{ task: api.TaskDetail }>,
    options?: ChangeOptions,
  ): Promise<api.TaskDetail> {
    return orLostAnswer(
      async () => (await call()).task,
      statuses,
      async () => {
        const detail = await this.getTask(taskId, options);
        return isDone((detail.dependencies ?? []).map((edge) => edge.depends_on_task_id)) ? detail : undefined;
      },
    );
  }
}

/** A call that the service refuses once the task has moved on may be repeated: it takes effect once at most. */
function ifMatched(options: ChangeOptions | undefined): Call['repeatable'] {
  return options?.ifMatch === undefined ? 'unsent' : 'any';
}
