/** The objects and bodies of the HTTP API under names of their own, all taken from the generated types. */
import type { components, operations } from './api.generated.js';

type JsonOf<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
type BodyOf<Id extends keyof operations> = JsonOf<NonNullable<operations[Id]['requestBody']>>;
type QueryOf<Id extends keyof operations> = NonNullable<operations[Id]['parameters']['query']>;
type AnswerOf<Id extends keyof operations, Status extends keyof operations[Id]['responses']> = JsonOf<
  operations[Id]['responses'][Status]
>;

export type Task = components['schemas']['Task'];
export type TaskSummary = components['schemas']['TaskSummary'];
export type TaskDetail = components['schemas']['TaskDetail'];
export type Run = components['schemas']['Run'];
export type RunSummary = components['schemas']['RunSummary'];
export type Lease = components['schemas']['Lease'];
export type TimelineItem = components['schemas']['TimelineItem'];
/** An event as streamTask delivers it; `sequence` is also the frame's id. */
export type StreamFrame = components['schemas']['StreamFrame'];
/** Whether runs are handed out, and how many wait (`runs.md` 5.1). */
export type SchedulerStatus = components['schemas']['SchedulerStatus'];
/** A workspace (`registries.md` 1). */
export type Workspace = components['schemas']['Workspace'];
/** An agent session (`registries.md` 2). */
export type AgentSession = components['schemas']['AgentSession'];
/** Whom agent calls are made as: a registered session has both members. */
export type AgentIdentity = Pick<AgentSession, 'session_id' | 'agent_name'>;
/** How a task is to be executed (`reviews.md` B). */
export type ExecutionProfile = components['schemas']['ExecutionProfile'];
/** A review of a run (`reviews.md` A). */
export type Review = components['schemas']['Review'];
export type RequestedReview = components['schemas']['RequestedReview'];
export type ReviewVerdict = components['schemas']['ReviewVerdict'];
/** A place that notifications are sent to (`registries.md` 3). */
export type Bridge = components['schemas']['Bridge'];
/** A subscription of a task's end to a bridge (`reviews.md` C). */
export type BridgeSubscription = components['schemas']['BridgeSubscription'];
export type RunDetail = AnswerOf<'getTaskRun', 200>['run'];
export type Claim = AnswerOf<'claimNextAgentTask', 200>['claim'];
/** What publish, start and approve answer: the task and the run that was enqueued. */
export type StartedTask = AnswerOf<'startTask', 201>;
/** A task with everything below it (`tasks.md` 6.14). */
export type TaskTree = AnswerOf<'getTaskTree', 200>['tree'];
/** What the caller has done with a task in its inbox (`views.md` 3). */
export type Triage = components['schemas']['Triage'];
/** The tasks that need the caller's attention (`views.md` 2). */
export type TaskInbox = components['schemas']['TaskInbox'];
/** All tasks and runs in numbers (`views.md` 1). */
export type TaskDashboard = components['schemas']['TaskDashboard'];
/** A view that can be rebuilt from the log. */
export type View = components['schemas']['View'];
/** How a task or run stands, with what is wrong and what to do (`views.md` 8). */
export type Inspect = components['schemas']['Inspect'];
export type Delivery = components['schemas']['Delivery'];
export type DeliveryDetail = components['schemas']['DeliveryDetail'];

export type CreateTask = BodyOf<'createTask'>;
export type CreateChildTask = BodyOf<'createChildTask'>;
export type CreateBridge = BodyOf<'createBridge'>;
export type UpdateBridge = BodyOf<'updateBridge'>;
export type ListBridges = QueryOf<'listBridges'>;
export type ListDeliveries = QueryOf<'listDeliveries'>;
export type CreateBridgeSubscription = BodyOf<'createTaskBridgeNotificationSubscription'>;
export type ListBridgeSubscriptions = QueryOf<'listTaskBridgeNotificationSubscriptions'>;
export type SetExecutionProfile = BodyOf<'setTaskExecutionProfile'>;
export type UpdateTask = BodyOf<'updateTask'>;
export type AddDependency = BodyOf<'addTaskDependency'>;
export type PublishTask = BodyOf<'publishTask'>;
export type StartTask = BodyOf<'startTask'>;
export type ApproveTask = BodyOf<'approveTask'>;
export type CancelTask = BodyOf<'cancelTask'>;
export type PauseTask = BodyOf<'pauseTask'>;
export type ResumeTask = BodyOf<'resumeTask'>;
export type EnqueueRun = BodyOf<'enqueueTaskRun'>;
export type ClaimRun = BodyOf<'claimTaskRun'>;
export type StartRun = BodyOf<'startTaskRun'>;
export type AttachSession = BodyOf<'attachTaskRunSession'>;
/** Body of completeTaskRun; `CompleteRun` is that of the lease's holder. */
export type CompleteTaskRun = BodyOf<'completeTaskRun'>;
/** Body of failTaskRun; `FailRun` is that of the lease's holder. */
export type FailTaskRun = BodyOf<'failTaskRun'>;
export type CancelRun = BodyOf<'cancelTaskRun'>;
export type RequestReview = BodyOf<'requestTaskRunReview'>;
export type SubmitVerdict = BodyOf<'submitTaskRunReviewVerdict'>;
export type ListReviews = QueryOf<'listTaskReviews'>;
export type ListTasks = QueryOf<'listTasks'>;
export type InboxQuery = QueryOf<'getTaskInbox'>;
export type DashboardQuery = QueryOf<'getTaskDashboard'>;
export type StreamAllQuery = QueryOf<'streamEvents'>;
export type ListRuns = QueryOf<'listTaskRuns'>;
export type TimelineQuery = QueryOf<'getTaskTimeline'>;
export type RegisterSession = BodyOf<'registerAgentSession'>;
export type ClaimNext = BodyOf<'claimNextAgentTask'>;
export type Heartbeat = BodyOf<'heartbeatAgentTaskRun'>;
export type CompleteRun = BodyOf<'completeAgentTaskRun'>;
export type FailRun = BodyOf<'failAgentTaskRun'>;
export type ReleaseRun = BodyOf<'releaseAgentTaskRun'>;
export type ReportProgress = BodyOf<'reportAgentTaskRunProgress'>;
