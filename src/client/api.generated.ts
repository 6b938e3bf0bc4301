// Written by scripts/write-client-types.mjs from openapi.json. Not to be edited.

export interface paths {
    "/api/agent/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List agent sessions, newest first */
        get: operations["listAgentSessions"];
        put?: never;
        /** Register an agent session */
        post: operations["registerAgentSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agent/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one agent session */
        get: operations["getAgentSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agent/sessions/{id}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that an agent session is alive */
        post: operations["heartbeatAgentSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agent/sessions/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an agent session; its leased run goes back to the queue */
        post: operations["stopAgentSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agent/tasks/claim-next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the best run that the caller may have, with a lease */
        post: operations["claimNextAgentTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agent/tasks/{run_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Complete a held run */
        post: operations["completeAgentTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agent/tasks/{run_id}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fail a held run */
        post: operations["failAgentTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agent/tasks/{run_id}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Extend the lease of a held run */
        post: operations["heartbeatAgentTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agent/tasks/{run_id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a held run back into the queue */
        post: operations["releaseAgentTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agent/tasks/{run_id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report steps, log lines and consumption of a held run */
        post: operations["reportAgentTaskRunProgress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bridges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List bridges by name */
        get: operations["listBridges"];
        put?: never;
        /** Create a bridge */
        post: operations["createBridge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bridges/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one bridge */
        get: operations["getBridge"];
        put?: never;
        post?: never;
        /** Delete a bridge that no subscription uses */
        delete: operations["deleteBridge"];
        options?: never;
        head?: never;
        /** Change a bridge; one in error becomes ready again */
        patch: operations["updateBridge"];
        trace?: never;
    };
    "/api/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List deliveries of notifications, newest first */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one delivery with its message */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deliveries/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a message again, under the same id */
        post: operations["redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API keys, newest first */
        get: operations["listKeys"];
        put?: never;
        /** Create an API key; its secret is shown this once */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one API key */
        get: operations["getKey"];
        put?: never;
        post?: never;
        /** Revoke an API key, at once and for good */
        delete: operations["deleteKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give an API key a new secret; it is shown this once */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/observe/tasks/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get all tasks and runs in numbers */
        get: operations["getTaskDashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/observe/tasks/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the tasks that need attention, in lanes */
        get: operations["getTaskInbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/bulk/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up runs that are queued, claimed or need attention */
        post: operations["bulkForceFailTaskRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/bulk/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take claimed runs from their claimers and queue them again */
        post: operations["bulkForceReleaseTaskRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up a run that is queued, claimed or needs attention */
        post: operations["forceFailTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/inspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Inspect one task run with diagnostics */
        get: operations["inspectRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/recover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up a run that needs attention and queue a new one */
        post: operations["recoverTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a claimed run from its claimer and queue it again */
        post: operations["forceReleaseTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queue a new run in place of a failed one */
        post: operations["retryTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduler": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether runs are handed out, and how many wait */
        get: operations["getScheduler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduler/backlog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Queued runs in the order of claims */
        get: operations["getSchedulerBacklog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduler/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand out no more runs and wait until none is claimed */
        post: operations["drainScheduler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduler/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand out no more runs; what is claimed goes on */
        post: operations["pauseScheduler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduler/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand out runs again */
        post: operations["resumeScheduler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow the events of all tasks */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task-reviews/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one review */
        get: operations["getTaskRunReview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task-reviews/{id}/verdict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record the verdict on a run; a rejection queues one more run */
        post: operations["submitTaskRunReviewVerdict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task-runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one run in detail */
        get: operations["getTaskRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task-runs/{id}/attach-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a claimed run a session that is there already */
        post: operations["attachTaskRunSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task-runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel an open run, whoever holds it, and its task with it */
        post: operations["cancelTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task-runs/{id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Claim one queued run, without session and lease */
        post: operations["claimTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task-runs/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Complete a running run that has no lease, and stop its session */
        post: operations["completeTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task-runs/{id}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fail a run at work that has no lease, and stop its session */
        post: operations["failTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task-runs/{id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the reviews of a run */
        get: operations["listTaskRunReviews"];
        put?: never;
        /** Ask for the review of a run that has ended */
        post: operations["requestTaskRunReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/task-runs/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a claimed run to work, on its session or on a new one */
        post: operations["startTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List tasks, latest activity first */
        get: operations["listTasks"];
        put?: never;
        /** Create a task */
        post: operations["createTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{task_number}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a task by its number; with wait_for_completion answered at the run's end */
        post: operations["runNumberedTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{task_number}/runs/{run_number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a run by the numbers of its task and its own */
        get: operations["getNumberedRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one task in detail */
        get: operations["getTask"];
        put?: never;
        post?: never;
        /** Delete a task without children and open runs */
        delete: operations["deleteTask"];
        options?: never;
        head?: never;
        /** Change fields of a task */
        patch: operations["updateTask"];
        trace?: never;
    };
    "/api/tasks/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve a task and queue a run of it; a draft is published with it */
        post: operations["approveTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a task and everything below it */
        post: operations["cancelTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/children": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a task below another one */
        post: operations["createChildTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/dependencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a task wait for another one */
        post: operations["addTaskDependency"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/dependencies/{depends_on_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Let a task no longer wait for another one */
        delete: operations["removeTaskDependency"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/execution-profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the execution profile of a task, else the default */
        get: operations["getTaskExecutionProfile"];
        /** Replace the execution profile of a task as a whole */
        put: operations["setTaskExecutionProfile"];
        post?: never;
        /** Delete the execution profile of a task, so that the default applies */
        delete: operations["deleteTaskExecutionProfile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/inspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Inspect one task with diagnostics */
        get: operations["inspectTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/notifications/bridges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List bridge terminal notification subscriptions for one task */
        get: operations["listTaskBridgeNotificationSubscriptions"];
        put?: never;
        /** Create one bridge terminal notification subscription for a task */
        post: operations["createTaskBridgeNotificationSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/notifications/bridges/{subscription_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one bridge terminal notification subscription for a task */
        get: operations["getTaskBridgeNotificationSubscription"];
        put?: never;
        post?: never;
        /** Delete one bridge terminal notification subscription for a task */
        delete: operations["deleteTaskBridgeNotificationSubscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a task and everything below it for future claims */
        post: operations["pauseTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publish a draft and queue its first run */
        post: operations["publishTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse a task the approval that it waits for */
        post: operations["rejectTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lift a task's own pause */
        post: operations["resumeTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the reviews of all runs of a task */
        get: operations["listTaskReviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the runs of a task, newest first */
        get: operations["listTaskRuns"];
        put?: never;
        /** Queue a run of a task */
        post: operations["enqueueTaskRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a task: queue a run of it */
        post: operations["startTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow the events of a task and its descendants */
        get: operations["streamTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the events of a task in order */
        get: operations["getTaskTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/tree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a task with everything below it */
        get: operations["getTaskTree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/triage/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Archive one task inbox item */
        post: operations["archiveTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/triage/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Dismiss one task inbox item */
        post: operations["dismissTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/triage/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark one task inbox item as read */
        post: operations["markTaskRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/task": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what tasks have given, newest first */
        get: operations["listTaskResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/task/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what a task has given */
        get: operations["getTaskResult"];
        put?: never;
        post?: never;
        /** Delete a task with everything below it, for good */
        delete: operations["deleteTaskResult"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the views that can be rebuilt from the log */
        get: operations["listViews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/views/{name}/rebuild": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Build a view anew from the log, while the service runs */
        post: operations["rebuildView"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List workspaces by name */
        get: operations["listWorkspaces"];
        put?: never;
        /** Create a workspace */
        post: operations["createWorkspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workspaces/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a workspace that holds no tasks */
        delete: operations["deleteWorkspace"];
        options?: never;
        head?: never;
        /** Change name or path of a workspace; a blank path takes it away */
        patch: operations["updateWorkspace"];
        trace?: never;
    };
    "/api/workspaces/{ref}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one workspace by id, name or path */
        get: operations["getWorkspace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a task; with wait_for_completion answered at the run's end */
        post: operations["runTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a run of a task */
        get: operations["getRunOfTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1beta/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List web tasks, newest first */
        get: operations["listWebTasks"];
        put?: never;
        /** Create a web task, and have its schemas generated */
        post: operations["createWebTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1beta/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a web task */
        get: operations["getWebTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1beta/tasks/{id}/regenerate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a web task's schemas generated anew */
        post: operations["regenerateWebTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptedSteps: {
            accepted: number;
        };
        ActionBody: {
            name: string;
            params?: unknown;
            is_done?: boolean;
            success?: boolean;
            extracted_content?: string;
            error?: string;
            include_in_memory?: boolean;
        };
        ActiveRunItem: {
            task_id: string;
            task_identifier?: string;
            task_title: string;
            /** @enum {string} */
            task_status: "draft" | "pending" | "blocked" | "ready" | "in_progress" | "completed" | "failed" | "canceled";
            /** @enum {string} */
            task_priority?: "low" | "medium" | "high" | "urgent";
            task_owner?: components["schemas"]["Owner"];
            /** @enum {string} */
            scope: "global" | "workspace";
            workspace_id?: string;
            /** Format: int64 */
            latest_event_seq: number;
            run_id: string;
            /** @enum {string} */
            run_status: "queued" | "claimed" | "starting" | "running" | "completed" | "failed" | "canceled" | "needs_attention";
            attempt: number;
            max_attempts: number;
            session_id?: string;
            network_channel?: string;
            /** Format: date-time */
            last_activity_at: string;
            /** Format: int64 */
            age_ms: number;
            health_status: string;
            stuck: boolean;
            error?: string;
        };
        Actor: {
            /** @enum {string} */
            kind: "human" | "agent_session" | "automation" | "extension" | "network_peer" | "daemon";
            ref: string;
        };
        AddTaskDependencyBody: {
            /** @description Id of the task that must be completed first */
            depends_on_task_id: string;
            /**
             * @default blocks
             * @enum {string}
             */
            kind?: "blocks";
        };
        AgentSession: {
            session_id: string;
            agent_name: string;
            name?: string;
            workspace_id?: string;
            channel?: string;
            provider?: string;
            model?: string;
            capabilities?: string[];
            /** @enum {string} */
            state: "starting" | "active" | "stopping" | "stopped";
            stop_reason?: string;
            failure_kind?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Last request of the session, or its registration
             */
            last_seen_at: string;
            /** @description Seconds that it may go unseen */
            ttl_seconds: number;
            /** @description Made for a run that was started: ends with the run and need not be seen */
            system?: boolean;
        };
        ApiKey: {
            id: string;
            label: string;
            /** @enum {string} */
            role: "viewer" | "agent" | "operator" | "admin";
            /** @description Whom its callers are recorded as */
            principal_ref: string;
            /** @description The one workspace that it sees and touches */
            workspace_id?: string;
            /** @description Compatibility fronts that it is meant for */
            fronts?: ("a" | "b" | "c" | "d")[];
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description Written at most once a minute
             */
            last_used_at?: string;
            /** Format: date-time */
            expires_at?: string;
            /**
             * Format: date-time
             * @description When it was revoked
             */
            disabled_at?: string;
        };
        ApiKeyWithSecret: {
            id: string;
            label: string;
            /** @enum {string} */
            role: "viewer" | "agent" | "operator" | "admin";
            /** @description Whom its callers are recorded as */
            principal_ref: string;
            /** @description The one workspace that it sees and touches */
            workspace_id?: string;
            /** @description Compatibility fronts that it is meant for */
            fronts?: ("a" | "b" | "c" | "d")[];
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description Written at most once a minute
             */
            last_used_at?: string;
            /** Format: date-time */
            expires_at?: string;
            /**
             * Format: date-time
             * @description When it was revoked
             */
            disabled_at?: string;
            /** @description Shown this once */
            secret: string;
        };
        AttachSessionBody: {
            session_id: string;
        };
        Backlog: {
            runs: components["schemas"]["BacklogRow"][];
            /** @description All that the filters leave, whatever the limit */
            total: number;
        };
        BacklogRow: {
            task: components["schemas"]["TaskSummary"];
            run: components["schemas"]["Run"];
        };
        BlockedCard: {
            tasks: number;
            awaiting_approval: number;
            awaiting_dependencies: number;
            health_status: string;
        };
        Bridge: {
            id: string;
            /** @description Unique among all bridges without regard to case */
            name: string;
            /** @enum {string} */
            scope: "global" | "workspace";
            workspace_id?: string;
            /** @description Where messages are posted to */
            endpoint_url: string;
            enabled: boolean;
            /** @description Whether messages count as delivered without being sent */
            notification_suppress: boolean;
            /**
             * @description error after 10 failed deliveries in a row, until one succeeds or the bridge is updated
             * @enum {string}
             */
            status: "ready" | "disabled" | "error";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        BridgeSubscription: {
            subscription_id: string;
            task_id: string;
            bridge_instance_id: string;
            /** @enum {string} */
            scope: "global" | "workspace";
            workspace_id?: string;
            /** @enum {string} */
            delivery_mode: "direct-send" | "reply";
            peer_id?: string;
            thread_id?: string;
            group_id?: string;
            cursor: components["schemas"]["NotificationCursor"];
            created_by: components["schemas"]["Actor"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        BulkForceFailBody: {
            /** @description At most 50; repeated ones count once */
            run_ids: string[];
            /** @description Required. Why, for people; becomes the runs' error */
            reason?: string;
            /** @description Kept with each event */
            metadata?: unknown;
        };
        BulkForceReleaseBody: {
            /** @description At most 50; repeated ones count once */
            run_ids: string[];
            /** @description Why, for people */
            reason?: string;
            /** @description Checked, and kept nowhere */
            metadata?: unknown;
        };
        BulkRunResult: {
            run_id: string;
            ok: boolean;
            run?: components["schemas"]["Run"];
            error?: components["schemas"]["ErrorBody"];
        };
        CancelRunBody: {
            /** @description Why, for people */
            reason?: string;
            /** @description For the event alone */
            metadata?: unknown;
        };
        CancelTaskBody: {
            /** @description Why, for people */
            reason?: string;
            /** @description At most 64 KiB together with the reason */
            metadata?: unknown;
        };
        Claim: {
            task: components["schemas"]["TaskReference"];
            run: components["schemas"]["Run"];
            lease: components["schemas"]["Lease"];
            coordination_channel?: components["schemas"]["CoordinationChannel"];
        };
        ClaimNextBody: {
            workspace_id?: string;
            /** @description What the caller can do, beyond its session */
            required_capabilities?: string[];
            priority_min?: number;
            /** @description 0 or absent: 300 seconds */
            lease_seconds?: number;
            /** @description Wait for work instead of answering 204 at once */
            wait?: boolean;
            idempotency_key?: string;
        };
        CompleteBody: {
            /** @description The claim_token_hash of the claim: fences two processes of one session */
            claim_token_hash?: string;
            result?: unknown;
        };
        CompleteRunBody: {
            result?: unknown;
        };
        CoordinationChannel: {
            id: string;
            channel?: string;
            display_name: string;
            purpose?: string;
            workspace_id?: string;
            task_id?: string;
            run_id?: string;
            workflow_id?: string;
            allowed_message_kinds: ("status" | "request" | "reply" | "blocker" | "handoff" | "result" | "review_request")[];
            /** Format: date-time */
            last_activity_at?: string;
        };
        CoordinatorBody: {
            agent_name?: string;
            provider?: string;
            model?: string;
            /**
             * @default inherit
             * @enum {string}
             */
            mode?: "inherit" | "guided";
            /** @description At most 8192 bytes */
            guidance?: string;
        };
        CoordinatorProfile: {
            /** @enum {string} */
            mode: "inherit" | "guided";
            agent_name?: string;
            provider?: string;
            model?: string;
            guidance?: string;
        };
        CreateBridgeBody: {
            /** @description Unique among all bridges without regard to case */
            name: string;
            /**
             * @description Of the tasks that may use it
             * @enum {string}
             */
            scope: "global" | "workspace";
            /** @description Id, name or path of its workspace */
            workspace?: string;
            /** @description http or https, without user and password */
            endpoint_url: string;
            /**
             * @description Whether messages are sent; they wait while it is false
             * @default true
             */
            enabled?: boolean;
            /**
             * @description Whether messages count as delivered without being sent
             * @default false
             */
            notification_suppress?: boolean;
            /** @description Signs what is sent; kept sealed, never shown. Without one, messages are not signed */
            secret?: string;
        };
        CreateKeyBody: {
            /** @description What people call it */
            label: string;
            /** @enum {string} */
            role: "viewer" | "agent" | "operator" | "admin";
            /** @description Whom its callers are recorded as; the label when not given */
            principal_ref?: string;
            /** @description Id, name or path of the one workspace that it sees and touches */
            workspace?: string;
            fronts?: string[];
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            expires_at?: string;
            /** @description Signs the webhooks of its runs; kept sealed, never shown */
            webhook_secret?: string;
        };
        CreateSubscriptionBody: {
            /** @description Id of the bridge */
            bridge_instance_id: string;
            /**
             * @description A new message in the target conversation, or a reply within it
             * @enum {string}
             */
            delivery_mode: "direct-send" | "reply";
            /**
             * @description If given, that of the task
             * @enum {string}
             */
            scope?: "global" | "workspace";
            /** @description If given with scope workspace, the id of the task's workspace */
            workspace_id?: string;
            /** @description This or group_id must be given */
            peer_id?: string;
            thread_id?: string;
            /** @description This or peer_id must be given */
            group_id?: string;
            /** @description Replaces the subscription of the task that has it; drawn when not given */
            subscription_id?: string;
        };
        CreateTaskBody: {
            /** @enum {string} */
            scope: "global" | "workspace";
            title: string;
            /** @description Workspace id, name or path */
            workspace?: string;
            id?: string;
            identifier?: string;
            description?: string;
            network_channel?: string;
            /**
             * @default medium
             * @enum {string}
             */
            priority?: "low" | "medium" | "high" | "urgent";
            /** @default 3 */
            max_attempts?: number;
            auto_enqueue_on_ready?: boolean;
            draft?: boolean;
            /**
             * @default none
             * @enum {string}
             */
            approval_policy?: "none" | "manual";
            owner?: components["schemas"]["OwnerBody"];
            metadata?: unknown;
        };
        CreateWebTaskBody: {
            display_name: string;
            /** @description What is to be done */
            task: string;
            /** @description http or https, without user and password */
            website: string;
            /** @default true */
            creation_auto_generate_schemas?: boolean;
            /** @description JSON Schema, as text or as JSON */
            input_schema?: unknown;
            /** @description JSON Schema, as text or as JSON */
            output_schema?: unknown;
            required_secrets?: components["schemas"]["SecretSlotBody"][];
            creation_secrets?: components["schemas"]["CreationSecretBody"][];
            /** @description An object: slot names to ids of creation secrets */
            secret_bindings?: unknown;
        };
        CreateWorkspaceBody: {
            /** @description Unique without regard to case */
            name: string;
            /** @description Absolute path, kept as text and never opened */
            path?: string;
            /** @description Id to be; drawn when not given */
            id?: string;
        };
        CreationSecret: {
            secret_uuid: string;
            description: string;
        };
        CreationSecretBody: {
            secret_uuid: string;
            description?: string;
        };
        DashboardActiveRuns: {
            total: number;
            running: number;
            starting: number;
            claimed: number;
            queued: number;
            items?: components["schemas"]["ActiveRunItem"][];
        };
        DashboardCards: {
            in_progress: components["schemas"]["InProgressCard"];
            blocked: components["schemas"]["BlockedCard"];
            failed: components["schemas"]["FailedCard"];
            latency: components["schemas"]["LatencyCard"];
        };
        DashboardFreshness: {
            /** Format: date-time */
            observed_at: string;
            /**
             * Format: date-time
             * @description 0001-01-01T00:00:00Z where there is no task
             */
            latest_activity_at: string;
            /** Format: int64 */
            age_ms: number;
            /** Format: int64 */
            stale_after_ms: number;
            has_live_work: boolean;
            stale: boolean;
            status: string;
        };
        DashboardHealth: {
            status: string;
            stuck_runs: number;
            active_orphan_runs: number;
            queue_backlog: boolean;
        };
        DashboardQueue: {
            total: number;
            depth?: components["schemas"]["QueueDepth"][];
            /**
             * Format: date-time
             * @description 0001-01-01T00:00:00Z while nothing is queued
             */
            oldest_queued_at: string;
            /** Format: int64 */
            oldest_queue_age_ms: number;
            /** Format: int64 */
            backlog_threshold_ms: number;
            backlog_warning: boolean;
            backlog_status: string;
        };
        DashboardTotals: {
            tasks_total: number;
            runs_total: number;
            draft_tasks: number;
            pending_tasks: number;
            ready_tasks: number;
            in_progress_tasks: number;
            blocked_tasks: number;
            completed_tasks: number;
            failed_tasks: number;
            canceled_tasks: number;
            awaiting_approval_tasks: number;
            dependency_blocked_tasks: number;
            queued_runs: number;
            claimed_runs: number;
            starting_runs: number;
            running_runs: number;
            completed_runs: number;
            failed_runs: number;
            canceled_runs: number;
            active_runs: number;
        };
        Delivery: {
            /** @description The same at every try: webhook-id of the request */
            delivery_id: string;
            subscription_id: string;
            bridge_instance_id: string;
            task_id: string;
            run_id?: string;
            workspace_id?: string;
            /**
             * Format: int64
             * @description Sequence of the event that it tells of
             */
            sequence: number;
            /** @description Type of that event */
            event_type: string;
            /** @enum {string} */
            status: "pending" | "failing" | "delivered" | "suppressed" | "dropped";
            /** @description Tries so far */
            attempt_count: number;
            /** @description The newest 20, newest first */
            attempts: components["schemas"]["DeliveryAttempt"][];
            /**
             * Format: date-time
             * @description When the next try is due
             */
            next_attempt_at?: string;
            /** @description HTTP status of the last answer */
            last_status?: number;
            /** @description Why the last try failed */
            last_error?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            delivered_at?: string;
        };
        DeliveryAttempt: {
            /** @description Counted from 1 over all tries of the delivery */
            number: number;
            /**
             * Format: date-time
             * @description When it began
             */
            at: string;
            duration_ms: number;
            /** @description HTTP status of the answer, where there was one */
            status?: number;
            /** @description Why it failed; left out when it did not */
            error?: string;
        };
        DeliveryDetail: {
            /** @description The same at every try: webhook-id of the request */
            delivery_id: string;
            subscription_id: string;
            bridge_instance_id: string;
            task_id: string;
            run_id?: string;
            workspace_id?: string;
            /**
             * Format: int64
             * @description Sequence of the event that it tells of
             */
            sequence: number;
            /** @description Type of that event */
            event_type: string;
            /** @enum {string} */
            status: "pending" | "failing" | "delivered" | "suppressed" | "dropped";
            /** @description Tries so far */
            attempt_count: number;
            /** @description The newest 20, newest first */
            attempts: components["schemas"]["DeliveryAttempt"][];
            /**
             * Format: date-time
             * @description When the next try is due
             */
            next_attempt_at?: string;
            /** @description HTTP status of the last answer */
            last_status?: number;
            /** @description Why the last try failed */
            last_error?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            delivered_at?: string;
            /** @description The body, as it was or is to be sent */
            message: {
                [key: string]: unknown;
            };
        };
        Dependency: {
            task_id: string;
            depends_on_task_id: string;
            /** @enum {string} */
            kind: "blocks";
            /** Format: date-time */
            created_at: string;
        };
        DependencyReference: {
            task_id: string;
            depends_on_task_id: string;
            /** @enum {string} */
            kind: "blocks";
            /** Format: date-time */
            created_at: string;
            depends_on: components["schemas"]["TaskReference"];
        };
        Diagnostic: {
            id: string;
            code: string;
            severity: string;
            category: string;
            title: string;
            message: string;
            suggested_command?: string;
            doc_url?: string;
            data_freshness: string;
            evidence?: {
                [key: string]: unknown;
            };
        };
        Drain: {
            scheduler: components["schemas"]["SchedulerStatus"];
            /** @description Whether no claim was left */
            completed: boolean;
            /** @description Whether time ran out before that */
            timed_out?: boolean;
            remaining_claims: number;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            completed_at: string;
        };
        DrainSchedulerBody: {
            /** @description Why, for people */
            reason?: string;
            /**
             * @description How long to wait for the claims to end; 0 looks once
             * @default 60
             */
            timeout_seconds?: number;
        };
        EnqueueRunBody: {
            idempotency_key?: string;
            network_channel?: string;
            metadata?: unknown;
        };
        ErrorBody: {
            error: string;
            diagnostic?: components["schemas"]["Diagnostic"];
        };
        ExecutionProfile: {
            task_id: string;
            coordinator: components["schemas"]["CoordinatorProfile"];
            worker: components["schemas"]["WorkerProfile"];
            review: components["schemas"]["ReviewProfile"];
            participants: components["schemas"]["ParticipantsProfile"];
            sandbox: components["schemas"]["SandboxProfile"];
            runtime: components["schemas"]["RuntimeProfile"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        FailBody: {
            /** @description The claim_token_hash of the claim: fences two processes of one session */
            claim_token_hash?: string;
            error: string;
            metadata?: unknown;
        };
        FailRunBody: {
            error: string;
            /** @description For the event alone */
            metadata?: unknown;
        };
        FailedCard: {
            tasks: number;
            failed_runs: number;
            forced_stops: number;
            health_status: string;
        };
        ForceFailBody: {
            /** @description Why, for people; becomes the run's error */
            reason: string;
            /** @description Kept with the event */
            metadata?: unknown;
        };
        ForceReleaseBody: {
            /** @description Why, for people */
            reason?: string;
            /** @description Checked, and kept nowhere */
            metadata?: unknown;
        };
        HeartbeatBody: {
            /** @description The claim_token_hash of the claim: fences two processes of one session */
            claim_token_hash?: string;
            /** @description 0 or absent: 300 seconds */
            lease_seconds?: number;
        };
        HistoryAction: {
            name: string;
            params: {
                [key: string]: unknown;
            };
            is_done: boolean;
            /** @description Left out while nobody knows */
            success?: boolean;
            extracted_content: string | null;
            error: string | null;
            include_in_memory: boolean;
        };
        HistoryItem: {
            description: string;
            actions: components["schemas"]["HistoryAction"][];
        };
        InProgressCard: {
            tasks: number;
            active_runs: number;
            running_runs: number;
            starting_runs: number;
            claimed_runs: number;
            queued_runs: number;
            health_status: string;
        };
        InboxGroup: {
            /** @enum {string} */
            lane: "my_work" | "approvals" | "failed_runs" | "blocked" | "archived";
            count: number;
            unread_count: number;
            items?: components["schemas"]["InboxItem"][];
        };
        InboxItem: {
            task: components["schemas"]["TaskReference"];
            /** @enum {string} */
            lane: "my_work" | "approvals" | "failed_runs" | "blocked" | "archived";
            /** @enum {string} */
            approval_policy?: "none" | "manual";
            /** @enum {string} */
            approval_state?: "not_required" | "pending" | "approved" | "rejected";
            blocking_reason?: string;
            /** Format: date-time */
            latest_activity_at: string;
            run?: components["schemas"]["RunSummary"];
            triage: components["schemas"]["Triage"];
        };
        Inspect: {
            target: string;
            task: components["schemas"]["TaskSummary"];
            current_run?: components["schemas"]["InspectRun"];
            recent_runs?: components["schemas"]["InspectRun"][];
            recent_events?: components["schemas"]["InspectEvent"][];
            bound_session?: components["schemas"]["InspectSession"];
            scheduler: components["schemas"]["InspectScheduler"];
            diagnostics?: components["schemas"]["Diagnostic"][];
            next_action: string;
            /** Format: date-time */
            as_of: string;
        };
        InspectEvent: {
            id: string;
            type: string;
            task_id?: string;
            run_id?: string;
            session_id?: string;
            outcome?: string;
            summary?: string;
            /** Format: date-time */
            timestamp: string;
        };
        InspectRun: {
            run_id: string;
            task_id: string;
            /** @enum {string} */
            status: "queued" | "claimed" | "starting" | "running" | "completed" | "failed" | "canceled" | "needs_attention";
            attempt: number;
            retries?: number;
            previous_run_id?: string;
            failure_kind?: string;
            bound_session_id?: string;
            claim_token_hash_truncated?: string;
            /** Format: date-time */
            lease_until?: string;
            /** Format: date-time */
            heartbeat_at?: string;
            /** Format: int64 */
            heartbeat_age_seconds?: number;
            /** Format: date-time */
            queued_at: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            last_error_summary?: string;
        };
        InspectScheduler: {
            paused: boolean;
            paused_by?: string;
            /** Format: date-time */
            paused_at?: string;
            reason?: string;
            /** Format: date-time */
            updated_at?: string;
        };
        InspectSession: {
            session_id: string;
            agent_name?: string;
            provider_name?: string;
            workspace_id?: string;
            state?: string;
            stop_reason?: string;
            failure_kind?: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            last_activity_at?: string;
        };
        LatencyCard: {
            claim_latency_ms: components["schemas"]["LatencyStats"];
            start_latency_ms: components["schemas"]["LatencyStats"];
        };
        LatencyStats: {
            /** Format: int64 */
            average_ms: number;
            /** Format: int64 */
            maximum_ms: number;
            samples: number;
        };
        Lease: {
            task_id: string;
            run_id: string;
            /** @enum {string} */
            status: "queued" | "claimed" | "starting" | "running" | "completed" | "failed" | "canceled" | "needs_attention";
            session_id?: string;
            claimed_by?: components["schemas"]["Actor"];
            claim_token_hash?: string;
            /** Format: date-time */
            lease_until?: string;
            /** Format: date-time */
            heartbeat_at?: string;
            coordination_channel_id?: string;
            coordination_channel?: components["schemas"]["CoordinationChannel"];
        };
        NotificationCursor: {
            consumer_id: string;
            stream_name: string;
            subject_id: string;
            /** Format: int64 */
            last_sequence: number;
            last_delivery_id?: string;
            /** Format: date-time */
            last_delivered_at?: string;
            last_error?: string;
            /** Format: date-time */
            updated_at?: string;
        };
        NumberedRun: {
            /**
             * Format: int64
             * @description Number of the task
             */
            task_id: number | null;
            /**
             * Format: int64
             * @description Number of the run
             */
            task_run_id: number | null;
            /** @description Steps; the last one of a failed run says why */
            history: components["schemas"]["HistoryItem"][] | null;
            /** @description Of a run that succeeded, as response_format asks for it */
            result: unknown;
            is_done: boolean | null;
            /** @description Null until it is done */
            is_successful: boolean | null;
            /** @enum {string} */
            status: "success" | "failure" | "in_progress";
        };
        NumberedRunBody: {
            /** @description Of the worker */
            model?: string | null;
            /** @description http or https, without user and password; empty: nobody is told */
            webhook_url?: string | null;
            /** @description text or json, in letters of any case; default: json where there is a json_schema, else text */
            response_format?: string | null;
            /** @description JSON Schema of the result (2020-12 or draft-07): an object, a boolean, or its text */
            json_schema?: unknown;
            /** @description Whether to answer at the run's end, or when that takes too long; else at once */
            wait_for_completion?: boolean | null;
            /** @description What the worker is to do; default: the task's description, else its title */
            prompt?: string | null;
            /**
             * @description Of the model
             * @enum {string|null}
             */
            provider?: "openai" | "deepseek" | "anthropic" | "google" | "groq" | "mistral" | "together" | null;
            /** @description Whether the worker is shown the steps of the last run that did the same */
            use_cached_workflow?: boolean | null;
        };
        Origin: {
            /** @enum {string} */
            kind: "cli" | "web" | "uds" | "http" | "automation" | "extension" | "network" | "agent_session" | "daemon";
            ref: string;
        };
        Owner: {
            /** @enum {string} */
            kind: "human" | "agent_session" | "automation" | "extension" | "network_peer" | "pool";
            ref: string;
        };
        OwnerBody: {
            /** @enum {string} */
            kind: "human" | "agent_session" | "automation" | "extension" | "network_peer" | "pool";
            ref: string;
        };
        ParticipantsBody: {
            allowed_agent_names?: string[];
            allowed_peer_ids?: string[];
            allowed_channel_ids?: string[];
            preferred_agent_names?: string[];
            preferred_peer_ids?: string[];
            preferred_channel_ids?: string[];
            required_capabilities?: string[];
            preferred_capabilities?: string[];
        };
        ParticipantsProfile: {
            allowed_agent_names?: string[];
            allowed_peer_ids?: string[];
            allowed_channel_ids?: string[];
            preferred_agent_names?: string[];
            preferred_peer_ids?: string[];
            preferred_channel_ids?: string[];
            required_capabilities?: string[];
            preferred_capabilities?: string[];
        };
        PauseTaskBody: {
            /** @description Why, for people */
            reason: string;
            metadata?: unknown;
        };
        ProgressBody: {
            /** @description The claim_token_hash of the claim: fences two processes of one session */
            claim_token_hash?: string;
            steps?: components["schemas"]["StepBody"][];
            log?: string[];
            usage?: components["schemas"]["UsageBody"];
        };
        QueueDepth: {
            network_channel?: string;
            count: number;
            /** Format: date-time */
            oldest_queued_at: string;
            /** Format: int64 */
            oldest_queue_age_ms: number;
        };
        RecoverRunBody: {
            /** @description Why, for people; becomes the error of the run given up */
            reason?: string;
            /** @description The new run's */
            metadata?: unknown;
        };
        RegisterAgentSessionBody: {
            agent_name: string;
            /** @description Workspace id, name or path */
            workspace?: string;
            /** @description Network channel whose runs it takes */
            channel?: string;
            name?: string;
            provider?: string;
            model?: string;
            /** @description What it offers beyond what a claim says */
            capabilities?: string[];
            /**
             * @description Seconds that it may go unseen before it is stopped
             * @default 300
             */
            ttl_seconds?: number;
            /** @description Id to be; drawn when not given */
            session_id?: string;
        };
        ReleaseBody: {
            /** @description The claim_token_hash of the claim: fences two processes of one session */
            claim_token_hash?: string;
            reason?: string;
        };
        RequestReviewBody: {
            /** @description The run of the path, if named */
            run_id?: string;
            /** @description The run's task, if named */
            task_id?: string;
            /**
             * @description Which ends of the run it is for; none is refused
             * @default always
             * @enum {string}
             */
            policy?: "none" | "always" | "on_success" | "on_failure";
            /** @description From 1; 0 counts as 1 */
            review_round?: number;
            /** @description Of the review, from 1; 0 counts as 1 */
            attempt?: number;
            parent_review_id?: string;
            reason?: string;
            /**
             * Format: date-time
             * @description For people: nothing enforces it
             */
            deadline_at?: string;
        };
        RequestedReview: {
            created: boolean;
            review: components["schemas"]["Review"];
        };
        ResumeTaskBody: {
            metadata?: unknown;
        };
        RetryRunBody: {
            /** @description The new run's; that of the source is not copied */
            metadata?: unknown;
        };
        Review: {
            review_id: string;
            task_id: string;
            run_id: string;
            parent_review_id?: string;
            /** @enum {string} */
            policy: "none" | "always" | "on_success" | "on_failure";
            review_round: number;
            attempt: number;
            /** @enum {string} */
            status: "requested" | "routed" | "in_review" | "recorded" | "circuit_opened" | "canceled";
            /** @enum {string} */
            outcome?: "approved" | "rejected" | "blocked" | "error" | "timeout" | "invalid_output";
            /** Format: double */
            confidence?: number;
            reason?: string;
            missing_work?: unknown;
            next_round_guidance?: string;
            review_text?: string;
            delivery_id?: string;
            reviewer_session_id?: string;
            reviewer_agent_name?: string;
            reviewer_peer_id?: string;
            reviewer_channel_id?: string;
            reviewed_by?: components["schemas"]["Actor"];
            /** Format: date-time */
            requested_at: string;
            /** Format: date-time */
            routed_at: string;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            reviewed_at: string;
            /** Format: date-time */
            deadline_at: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        ReviewProfile: {
            allowed_agent_names?: string[];
            allowed_peer_ids?: string[];
            allowed_channel_ids?: string[];
            preferred_agent_names?: string[];
            preferred_peer_ids?: string[];
            preferred_channel_ids?: string[];
            required_capabilities?: string[];
            preferred_capabilities?: string[];
            agent_name?: string;
            provider?: string;
            model?: string;
        };
        ReviewSectionBody: {
            allowed_agent_names?: string[];
            allowed_peer_ids?: string[];
            allowed_channel_ids?: string[];
            preferred_agent_names?: string[];
            preferred_peer_ids?: string[];
            preferred_channel_ids?: string[];
            required_capabilities?: string[];
            preferred_capabilities?: string[];
            agent_name?: string;
            provider?: string;
            model?: string;
        };
        ReviewVerdict: {
            review: components["schemas"]["Review"];
            /** @description The run that a rejection queued */
            continuation_run?: components["schemas"]["Run"];
            /** @description Reserved: never there */
            circuit_opened?: boolean;
        };
        RotateKeyBody: {
            /**
             * @description Seconds that the secret which is replaced goes on working
             * @default 0
             */
            grace_seconds?: number;
        };
        Run: {
            id: string;
            task_id: string;
            /** @enum {string} */
            status: "queued" | "claimed" | "starting" | "running" | "completed" | "failed" | "canceled" | "needs_attention";
            attempt: number;
            previous_run_id?: string;
            failure_kind?: string;
            claimed_by?: components["schemas"]["Actor"];
            session_id?: string;
            claim_token_hash?: string;
            /** Format: date-time */
            lease_until?: string;
            /** Format: date-time */
            heartbeat_at?: string;
            coordination_channel_id?: string;
            coordination_channel?: components["schemas"]["CoordinationChannel"];
            /** Format: date-time */
            queued_at: string;
            /** Format: date-time */
            claimed_at?: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            error?: string;
            origin: components["schemas"]["Origin"];
            idempotency_key?: string;
            network_channel?: string;
            metadata?: unknown;
            result?: unknown;
        };
        RunActivity: {
            /** Format: date-time */
            last_activity_at: string;
            last_event_type?: string;
            /** Format: int64 */
            tool_call_count?: number;
            /** Format: int64 */
            turn_count?: number;
            /** Format: int64 */
            input_tokens?: number;
            /** Format: int64 */
            output_tokens?: number;
            /** Format: int64 */
            total_tokens?: number;
            /** Format: double */
            total_cost?: number;
            cost_currency?: string;
        };
        RunDetail: {
            run: components["schemas"]["Run"];
            task: components["schemas"]["TaskReference"];
            session?: components["schemas"]["RunSession"];
            summary: components["schemas"]["RunActivity"];
        };
        RunKeyBody: {
            /** @description Required of agent sessions; not kept */
            idempotency_key?: string;
        };
        RunSession: {
            session_id: string;
            workspace_id?: string;
            agent_name?: string;
            name?: string;
            channel?: string;
            state?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        RunSummary: {
            id: string;
            task_id: string;
            /** @enum {string} */
            status: "queued" | "claimed" | "starting" | "running" | "completed" | "failed" | "canceled" | "needs_attention";
            attempt: number;
            previous_run_id?: string;
            failure_kind?: string;
            claimed_by?: components["schemas"]["Actor"];
            session_id?: string;
            claim_token_hash?: string;
            /** Format: date-time */
            lease_until?: string;
            /** Format: date-time */
            heartbeat_at?: string;
            coordination_channel_id?: string;
            coordination_channel?: components["schemas"]["CoordinationChannel"];
            /** Format: date-time */
            queued_at: string;
            /** Format: date-time */
            claimed_at?: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            error?: string;
            max_attempts: number;
        };
        RuntimeBody: {
            /**
             * @default default
             * @enum {string}
             */
            mode?: "default" | "evidence";
        };
        RuntimeProfile: {
            /** @enum {string} */
            mode: "default" | "evidence";
        };
        SandboxBody: {
            /**
             * @default inherit
             * @enum {string}
             */
            mode?: "inherit" | "none" | "ref";
            /** @description Only in mode ref, and required there */
            sandbox_ref?: string;
        };
        SandboxProfile: {
            /** @enum {string} */
            mode: "inherit" | "none" | "ref";
            sandbox_ref?: string;
        };
        SchedulerReasonBody: {
            /** @description Why, for people */
            reason?: string;
        };
        SchedulerStatus: {
            paused: boolean;
            paused_by?: string;
            /** Format: date-time */
            paused_at?: string;
            paused_reason?: string;
            active_claim_count: number;
            queued_run_count: number;
            paused_task_count: number;
            starved_run_count: number;
            needs_attention_run_count: number;
            /** Format: date-time */
            as_of: string;
        };
        SecretSlotBody: {
            name: string;
            /**
             * @default login
             * @enum {string}
             */
            type?: "login";
            /** @default false */
            requires_totp?: boolean;
        };
        SecretSlotDefinition: {
            name: string;
            /** @enum {string} */
            type: "login";
            requires_totp: boolean;
        };
        SetExecutionProfileBody: {
            /** @description Empty, or the task of the path */
            task_id?: string;
            coordinator?: components["schemas"]["CoordinatorBody"];
            worker?: components["schemas"]["WorkerBody"];
            review?: components["schemas"]["ReviewSectionBody"];
            participants?: components["schemas"]["ParticipantsBody"];
            sandbox?: components["schemas"]["SandboxBody"];
            runtime?: components["schemas"]["RuntimeBody"];
            /**
             * Format: date-time
             * @description Not read
             */
            created_at?: string;
            /**
             * Format: date-time
             * @description Not read
             */
            updated_at?: string;
        };
        StatusShare: {
            /** @enum {string} */
            status: "draft" | "pending" | "blocked" | "ready" | "in_progress" | "completed" | "failed" | "canceled";
            count: number;
            share_percent: number;
        };
        StepBody: {
            index: number;
            description: string;
            actions?: components["schemas"]["ActionBody"][];
        };
        StopAgentSessionBody: {
            /** @description Why, for people */
            reason?: string;
        };
        StreamFrame: {
            /** Format: int64 */
            sequence: number;
            type: string;
            timeline: components["schemas"]["TimelineItem"];
        };
        SubmitVerdictBody: {
            /** @description The reviewed run */
            run_id: string;
            verdict: components["schemas"]["VerdictBody"];
        };
        Task: {
            id: string;
            identifier?: string;
            /** @enum {string} */
            scope: "global" | "workspace";
            workspace_id?: string;
            parent_task_id?: string;
            network_channel?: string;
            title: string;
            /** @enum {string} */
            status: "draft" | "pending" | "blocked" | "ready" | "in_progress" | "completed" | "failed" | "canceled";
            /** @enum {string} */
            priority?: "low" | "medium" | "high" | "urgent";
            max_attempts?: number;
            auto_enqueue_on_ready?: boolean;
            /** @enum {string} */
            approval_policy?: "none" | "manual";
            /** @enum {string} */
            approval_state?: "not_required" | "pending" | "approved" | "rejected";
            draft?: boolean;
            owner?: components["schemas"]["Owner"];
            current_run_id?: string;
            paused?: boolean;
            paused_by?: string;
            /** Format: date-time */
            paused_at?: string;
            paused_reason?: string;
            effective_paused?: boolean;
            paused_by_task_id?: string;
            created_by: components["schemas"]["Actor"];
            origin: components["schemas"]["Origin"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            closed_at?: string;
            /** Format: int64 */
            latest_event_seq: number;
            description?: string;
            metadata?: unknown;
        };
        TaskDashboard: {
            totals: components["schemas"]["DashboardTotals"];
            cards: components["schemas"]["DashboardCards"];
            health: components["schemas"]["DashboardHealth"];
            queue: components["schemas"]["DashboardQueue"];
            status_breakdown?: components["schemas"]["StatusShare"][];
            active_runs: components["schemas"]["DashboardActiveRuns"];
            freshness: components["schemas"]["DashboardFreshness"];
        };
        TaskDetail: {
            summary: components["schemas"]["TaskSummary"];
            task: components["schemas"]["Task"];
            children?: components["schemas"]["TaskSummary"][];
            dependencies?: components["schemas"]["Dependency"][];
            dependency_references?: components["schemas"]["DependencyReference"][];
            runs?: components["schemas"]["Run"][];
            events?: components["schemas"]["TaskEvent"][];
        };
        TaskEvent: {
            id: string;
            task_id: string;
            run_id?: string;
            event_type: string;
            actor: components["schemas"]["Actor"];
            origin: components["schemas"]["Origin"];
            payload?: unknown;
            /** Format: date-time */
            timestamp: string;
        };
        TaskFailureInfo: {
            /** @enum {string} */
            category: "canceled" | "invalid_schema" | "timeout" | "agent_error" | "operator";
            /** @description At most 500 characters */
            message: string;
        };
        TaskInbox: {
            total: number;
            unread_total: number;
            archived_total: number;
            groups?: components["schemas"]["InboxGroup"][];
        };
        TaskReference: {
            id: string;
            identifier?: string;
            title: string;
            /** @enum {string} */
            status: "draft" | "pending" | "blocked" | "ready" | "in_progress" | "completed" | "failed" | "canceled";
            /** @enum {string} */
            priority?: "low" | "medium" | "high" | "urgent";
            /** @enum {string} */
            scope: "global" | "workspace";
            workspace_id?: string;
            owner?: components["schemas"]["Owner"];
            paused?: boolean;
            effective_paused?: boolean;
            paused_by_task_id?: string;
            /** Format: int64 */
            latest_event_seq: number;
        };
        TaskResult: {
            /** Format: uuid */
            id: string;
            /** @description The task's title */
            name: string;
            /** @description The agent that the task is for, or that was at work on it last */
            agentId: string | null;
            /** @description Who made the task */
            userId: string;
            /** Format: date-time */
            createdAt: string;
            /** @description What happened in the latest run, a line each */
            logs: string[];
            /** @description What the latest completed run gave; empty before there is one */
            output: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            status: "running" | "complete" | "error";
            /** @description Where the end of the task's runs is told */
            callback: string | null;
        };
        TaskRun: {
            id: string;
            /** @description The task's id, also where it was called by its UUID */
            task_id: string;
            /** @enum {string} */
            status: "pending" | "success" | "failure";
            /** @description Of a run that succeeded, as response_format asks for it */
            result: unknown;
            is_done: boolean | null;
            /** @description Null until it is done */
            is_successful: boolean | null;
        };
        TaskRunBody: {
            /** @description Of the worker */
            model?: string | null;
            /** @description http or https, without user and password; empty: nobody is told */
            webhook_url?: string | null;
            /** @description text or json, in letters of any case; default: json where there is a json_schema, else text */
            response_format?: string | null;
            /** @description JSON Schema of the result (2020-12 or draft-07): an object, a boolean, or its text */
            json_schema?: unknown;
            /** @description Whether to answer at the run's end, or when that takes too long; else at once */
            wait_for_completion?: boolean | null;
            /** @description What the worker is to do; default: the task's description, else its title */
            prompt?: string | null;
            /** @description Of the model */
            provider?: string | null;
            /** @description Means something to the worker alone */
            auth_context_id?: string | null;
            /** @description Where the worker begins */
            initial_url?: string | null;
            /** @description Seconds of work, from the first start on, after which the run is failed */
            session_timeout?: number | null;
        };
        TaskSummary: {
            id: string;
            identifier?: string;
            /** @enum {string} */
            scope: "global" | "workspace";
            workspace_id?: string;
            parent_task_id?: string;
            network_channel?: string;
            title: string;
            /** @enum {string} */
            status: "draft" | "pending" | "blocked" | "ready" | "in_progress" | "completed" | "failed" | "canceled";
            /** @enum {string} */
            priority?: "low" | "medium" | "high" | "urgent";
            max_attempts?: number;
            auto_enqueue_on_ready?: boolean;
            /** @enum {string} */
            approval_policy?: "none" | "manual";
            /** @enum {string} */
            approval_state?: "not_required" | "pending" | "approved" | "rejected";
            draft?: boolean;
            owner?: components["schemas"]["Owner"];
            current_run_id?: string;
            paused?: boolean;
            paused_by?: string;
            /** Format: date-time */
            paused_at?: string;
            paused_reason?: string;
            effective_paused?: boolean;
            paused_by_task_id?: string;
            created_by: components["schemas"]["Actor"];
            origin: components["schemas"]["Origin"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            closed_at?: string;
            /** Format: int64 */
            latest_event_seq: number;
            child_count?: number;
            dependency_count?: number;
            dependencies?: components["schemas"]["DependencyReference"][];
            active_run?: components["schemas"]["RunSummary"];
            /** Format: date-time */
            last_activity_at?: string;
        };
        TaskTree: {
            root: components["schemas"]["TreeNode"];
            descendants?: components["schemas"]["TreeNode"][];
        };
        TimelineItem: {
            /** Format: int64 */
            sequence: number;
            event_id: string;
            event_type: string;
            task: components["schemas"]["TaskReference"];
            run?: components["schemas"]["RunSummary"];
            actor: components["schemas"]["Actor"];
            origin: components["schemas"]["Origin"];
            payload?: unknown;
            /** Format: date-time */
            timestamp: string;
        };
        TreeNode: {
            task: components["schemas"]["TaskReference"];
            parent_task_id?: string;
            depth: number;
            child_count?: number;
            active_run?: components["schemas"]["RunSummary"];
            /** Format: date-time */
            last_activity_at: string;
        };
        Triage: {
            task_id: string;
            actor: components["schemas"]["Actor"];
            read: boolean;
            archived: boolean;
            dismissed: boolean;
            /** Format: date-time */
            last_seen_activity_at?: string;
            /** Format: date-time */
            updated_at: string;
        };
        UpdateBridgeBody: {
            /** @description Unique among all bridges without regard to case */
            name?: string;
            /** @description http or https, without user and password */
            endpoint_url?: string;
            enabled?: boolean;
            notification_suppress?: boolean;
            /** @description Signs from now on what is sent; a blank one takes the secret away */
            secret?: string;
        };
        UpdateTaskBody: {
            title?: string;
            /** @description Empty: none */
            description?: string;
            /** @enum {string} */
            priority?: "low" | "medium" | "high" | "urgent";
            max_attempts?: number;
            auto_enqueue_on_ready?: boolean;
            /** @enum {string} */
            approval_policy?: "none" | "manual";
            /** @description Replaced whole */
            metadata?: unknown;
            /** @description Empty: none */
            network_channel?: string;
            /** @description Replaced whole */
            owner?: components["schemas"]["OwnerBody"];
            /** @description Takes the owner away; not together with owner */
            clear_owner?: boolean;
        };
        UpdateWorkspaceBody: {
            /** @description Unique without regard to case */
            name?: string;
            /** @description Absolute path, kept as text and never opened */
            path?: string;
        };
        UsageBody: {
            input_tokens?: number;
            output_tokens?: number;
            total_cost?: number;
            cost_currency?: string;
            tool_calls?: number;
            turns?: number;
        };
        VerdictBody: {
            /** @enum {string} */
            outcome: "approved" | "rejected" | "blocked" | "error" | "timeout" | "invalid_output";
            confidence: number;
            reason: string;
            /** @description The caller's own id of this verdict */
            delivery_id: string;
            /** @description An array of texts: what is missing */
            missing_work?: unknown;
            next_round_guidance?: string;
            review_text?: string;
        };
        View: {
            name: string;
            /** @description Category of the streams that it follows from */
            category: string;
            /**
             * @description Written with each command, or behind the commands
             * @enum {string}
             */
            kind: "inline" | "follower";
            /** @description Version of its code */
            version: number;
            /**
             * Format: int64
             * @description How far a follower has come
             */
            position?: number;
            /**
             * Format: int64
             * @description Events between that and the head of the log
             */
            lag?: number;
            /**
             * @description idle: another instance follows, or none
             * @enum {string}
             */
            state: "kept" | "following" | "idle" | "rebuilding" | "stopped";
            /** @description Why its follower stopped */
            error?: string;
            /** @description Why its last rebuild failed, where this instance did it */
            last_error?: string;
            /** @description Under way, or cut off */
            rebuild?: components["schemas"]["ViewRebuild"];
        };
        ViewRebuild: {
            /**
             * Format: int64
             * @description Events that are in the copy
             */
            events_done: number;
            /**
             * Format: int64
             * @description Events that it was begun with
             */
            events_total: number;
            /** Format: date-time */
            started_at: string;
        };
        WebTask: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            current_state: "not_ready" | "waiting_for_manual_completion" | "ready" | "failed";
            display_name: string;
            task: string;
            /** Format: uri */
            website: string;
            /** @description JSON Schema as text; there when the task is ready */
            input_schema: string | null;
            /** @description JSON Schema as text; there when the task is ready */
            output_schema: string | null;
            creation_auto_generate_schemas: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            required_secrets: components["schemas"]["SecretSlotDefinition"][];
            creation_secrets: components["schemas"]["CreationSecret"][];
            /** @description Slot names to ids of creation secrets */
            secret_bindings: {
                [key: string]: string;
            };
            /** @description There when the task has failed */
            failure_info?: components["schemas"]["TaskFailureInfo"];
        };
        WorkerBody: {
            agent_name?: string;
            provider?: string;
            model?: string;
            /**
             * @default inherit
             * @enum {string}
             */
            mode?: "inherit" | "select";
            allowed_agent_names?: string[];
            preferred_agent_names?: string[];
            required_capabilities?: string[];
            preferred_capabilities?: string[];
        };
        WorkerProfile: {
            /** @enum {string} */
            mode: "inherit" | "select";
            agent_name?: string;
            provider?: string;
            model?: string;
            allowed_agent_names?: string[];
            preferred_agent_names?: string[];
            required_capabilities?: string[];
            preferred_capabilities?: string[];
        };
        Workspace: {
            id: string;
            /** @description Unique without regard to case */
            name: string;
            /** @description Absolute path, kept as text */
            path?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAgentSessions: {
        parameters: {
            query?: {
                /** @description Filter by state */
                state?: "starting" | "active" | "stopping" | "stopped";
                /** @description Filter by workspace id, name or path */
                workspace?: string;
                /** @description Filter by agent name */
                agent_name?: string;
                /** @description Sessions at most; 0 and anything above 500 mean 500 */
                limit?: number;
                /** @description X-Next-Cursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: components["schemas"]["AgentSession"][];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    registerAgentSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterAgentSessionBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session: components["schemas"]["AgentSession"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getAgentSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Session id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session: components["schemas"]["AgentSession"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    heartbeatAgentSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Session id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session: components["schemas"]["AgentSession"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    stopAgentSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Session id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StopAgentSessionBody"];
            };
        };
        responses: {
            /** @description Stopped, now or before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session: components["schemas"]["AgentSession"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    claimNextAgentTask: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID": string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent": string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ClaimNextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        claim: components["schemas"]["Claim"];
                    };
                };
            };
            /** @description No matching task run is currently claimable */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    completeAgentTaskRun: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID": string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent": string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompleteBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lease: components["schemas"]["Lease"];
                    };
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    failAgentTaskRun: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID": string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent": string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FailBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lease: components["schemas"]["Lease"];
                    };
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    heartbeatAgentTaskRun: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID": string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent": string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HeartbeatBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lease: components["schemas"]["Lease"];
                    };
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    releaseAgentTaskRun: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID": string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent": string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lease: components["schemas"]["Lease"];
                    };
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    reportAgentTaskRunProgress: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID": string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent": string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProgressBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedSteps"];
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listBridges: {
        parameters: {
            query?: {
                scope?: "global" | "workspace";
                /** @description Id, name or path of the workspace */
                workspace?: string;
                status?: "ready" | "disabled" | "error";
                /** @description Bridges at most; 0 and anything above 500 mean 500 */
                limit?: number;
                /** @description X-Next-Cursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bridges: components["schemas"]["Bridge"][];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createBridge: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateBridgeBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bridge: components["schemas"]["Bridge"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getBridge: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Bridge id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bridge: components["schemas"]["Bridge"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteBridge: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Bridge id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateBridge: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Bridge id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateBridgeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bridge: components["schemas"]["Bridge"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description Filter by subscription */
                subscription_id?: string;
                /** @description Filter by bridge */
                bridge_instance_id?: string;
                /** @description Filter by task */
                task_id?: string;
                /** @description Filter by status */
                status?: "pending" | "failing" | "delivered" | "suppressed" | "dropped";
                /** @description Deliveries at most; 0 and anything above 500 mean 500 */
                limit?: number;
                /** @description X-Next-Cursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deliveries: components["schemas"]["Delivery"][];
                    };
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Delivery id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        delivery: components["schemas"]["DeliveryDetail"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Delivery id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is sent soon */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        delivery: components["schemas"]["Delivery"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description Keys at most; 0 and anything above 500 mean 500 */
                limit?: number;
                /** @description X-Next-Cursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: components["schemas"]["ApiKey"][];
                    };
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKeyBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: components["schemas"]["ApiKeyWithSecret"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Key id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: components["schemas"]["ApiKey"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Key id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked, now or before */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Key id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateKeyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: components["schemas"]["ApiKeyWithSecret"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTaskDashboard: {
        parameters: {
            query?: {
                /** @description Filter by task scope */
                scope?: "global" | "workspace";
                /** @description Filter by workspace id, name or path; together with scope=workspace */
                workspace?: string;
                /** @description Filter by owner kind */
                owner_kind?: "human" | "agent_session" | "automation" | "extension" | "network_peer" | "pool";
                /** @description Filter by owner reference */
                owner_ref?: string;
                /** @description Filter by network channel, of the task and of its runs */
                network_channel?: string;
                /** @description Filter by origin kind, of the task and of its runs */
                origin_kind?: "cli" | "web" | "uds" | "http" | "automation" | "extension" | "network" | "agent_session" | "daemon";
            };
            header?: {
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        dashboard: components["schemas"]["TaskDashboard"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTaskInbox: {
        parameters: {
            query?: {
                /** @description Filter by task scope */
                scope?: "global" | "workspace";
                /** @description Filter by workspace id, name or path; together with scope=workspace */
                workspace?: string;
                /** @description Filter by owner kind */
                owner_kind?: "human" | "agent_session" | "automation" | "extension" | "network_peer" | "pool";
                /** @description Filter by owner reference */
                owner_ref?: string;
                /** @description Only this lane */
                lane?: "my_work" | "approvals" | "failed_runs" | "blocked" | "archived";
                /** @description Only what is unread */
                unread?: boolean;
                /** @description Substring of title or identifier, without regard to case */
                query?: string;
                /** @description Items of each lane; absent, 0 or more than 500 means 500 */
                limit?: number;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        inbox: components["schemas"]["TaskInbox"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    bulkForceFailTaskRuns: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkForceFailBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["BulkRunResult"][];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Rate limit exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    bulkForceReleaseTaskRuns: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkForceReleaseBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["BulkRunResult"][];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Rate limit exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    forceFailTaskRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForceFailBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Rate limit exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    inspectRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        inspect: components["schemas"]["Inspect"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    recoverTaskRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RecoverRunBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        previous_run: components["schemas"]["Run"];
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Rate limit exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    forceReleaseTaskRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ForceReleaseBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Rate limit exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    retryTaskRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryRunBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        previous_run: components["schemas"]["Run"];
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Rate limit exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getScheduler: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        scheduler: components["schemas"]["SchedulerStatus"];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getSchedulerBacklog: {
        parameters: {
            query?: {
                /** @description Rows at most: 50 unless given, never more than 500 */
                limit?: number;
                /** @description Id of a workspace: its runs alone */
                workspace?: string;
                /** @description Runs of paused tasks as well */
                include_paused?: boolean;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        backlog: components["schemas"]["Backlog"];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    drainScheduler: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DrainSchedulerBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drain"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    pauseScheduler: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SchedulerReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        scheduler: components["schemas"]["SchedulerStatus"];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    resumeScheduler: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SchedulerReasonBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        scheduler: components["schemas"]["SchedulerStatus"];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description Only events above this sequence; Last-Event-ID wins */
                after_sequence?: number;
                /** @description Only events of tasks of this workspace: its id, name or path */
                workspace?: string;
                /** @description Only events of these types: repeated, or separated by commas */
                type?: ("task.approved" | "task.canceled" | "task.child_created" | "task.created" | "task.dependency_added" | "task.dependency_removed" | "task.execution_profile_deleted" | "task.execution_profile_updated" | "task.paused" | "task.published" | "task.rejected" | "task.resumed" | "task.run_canceled" | "task.run_claimed" | "task.run_completed" | "task.run_enqueued" | "task.run_failed" | "task.run_force_stopped" | "task.run_lease_expired" | "task.run_lease_extended" | "task.run_needs_attention" | "task.run_operator_forced_fail" | "task.run_operator_retry" | "task.run_progress" | "task.run_recovered" | "task.run_recovered_from_attention" | "task.run_rejected" | "task.run_released" | "task.run_result_rejected" | "task.run_review_approved" | "task.run_review_blocked" | "task.run_review_bound" | "task.run_review_error" | "task.run_review_invalid_output" | "task.run_review_recorded" | "task.run_review_rejected" | "task.run_review_requested" | "task.run_review_retry_enqueued" | "task.run_review_timeout" | "task.run_session_bound" | "task.run_started" | "task.run_starting" | "task.run_starved" | "task.run_webhook_delivered" | "task.run_webhook_failed" | "task.schemas_generated" | "task.schemas_reset" | "task.updated")[];
                /** @description Only events caused by this actor, kind:ref, or by any actor of this kind */
                actor?: string;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Task event stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["StreamFrame"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTaskRunReview: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Review id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        review: components["schemas"]["Review"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    submitTaskRunReviewVerdict: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Review id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubmitVerdictBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewVerdict"];
                };
            };
            /** @description The request cannot be read or is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTaskRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: components["schemas"]["RunDetail"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    attachTaskRunSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttachSessionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    cancelTaskRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CancelRunBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    claimTaskRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RunKeyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    completeTaskRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CompleteRunBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    failTaskRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FailRunBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listTaskRunReviews: {
        parameters: {
            query?: {
                /** @description Filter by review status */
                status?: "requested" | "routed" | "in_review" | "recorded" | "circuit_opened" | "canceled";
                /** @description Filter by reviewer session id */
                reviewer_session_id?: string;
                /** @description Maximum number of records to return */
                limit?: number;
                /** @description X-Next-Cursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        reviews: components["schemas"]["Review"][];
                    };
                };
            };
            /** @description The request cannot be read or is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    requestTaskRunReview: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RequestReviewBody"];
            };
        };
        responses: {
            /** @description The review that the same request made before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedReview"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedReview"];
                };
            };
            /** @description The request cannot be read or is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    startTaskRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task run id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RunKeyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listTasks: {
        parameters: {
            query?: {
                /** @description Filter by task scope */
                scope?: "global" | "workspace";
                /** @description Filter by workspace id, name or path */
                workspace?: string;
                status?: "draft" | "pending" | "blocked" | "ready" | "in_progress" | "completed" | "failed" | "canceled";
                priority?: "low" | "medium" | "high" | "urgent";
                /** @description Show drafts too */
                include_drafts?: boolean;
                approval_state?: "not_required" | "pending" | "approved" | "rejected";
                owner_kind?: "human" | "agent_session" | "automation" | "extension" | "network_peer" | "pool";
                owner_ref?: string;
                parent_task_id?: string;
                network_channel?: string;
                /** @description Substring of title or identifier, without regard to case */
                query?: string;
                /** @description At most 500; 0 or absent means 500 */
                limit?: number;
                /** @description X-Next-Cursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tasks: components["schemas"]["TaskSummary"][];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTaskBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["Task"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    runNumberedTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description A call that is repeated with its key is answered with the run that the first one made */
                "Idempotency-Key"?: string;
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task number */
                task_number: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NumberedRunBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberedRun"];
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getNumberedRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Run number */
                run_number: number;
                /** @description Task number */
                task_number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberedRun"];
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["TaskDetail"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read or is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTaskBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["Task"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    approveTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["EnqueueRunBody"];
            };
        };
        responses: {
            /** @description Created, or the run that the key made before, or the run that waited for the approval */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["Task"];
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    cancelTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CancelTaskBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["Task"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createChildTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Parent task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTaskBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["Task"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    addTaskDependency: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddTaskDependencyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["TaskDetail"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    removeTaskDependency: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Dependency task id */
                depends_on_id: string;
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["TaskDetail"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTaskExecutionProfile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        profile: components["schemas"]["ExecutionProfile"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    setTaskExecutionProfile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetExecutionProfileBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        profile: components["schemas"]["ExecutionProfile"];
                    };
                };
            };
            /** @description The request cannot be read or is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteTaskExecutionProfile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, or nothing there */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    inspectTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        inspect: components["schemas"]["Inspect"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listTaskBridgeNotificationSubscriptions: {
        parameters: {
            query?: {
                /** @description Filter by bridge instance id */
                bridge_instance_id?: string;
                /** @description Filter by bridge scope */
                scope?: "global" | "workspace";
                /** @description Filter by workspace id */
                workspace_id?: string;
                /** @description Subscriptions at most; 0 and anything above 500 mean 500 */
                limit?: number;
                /** @description X-Next-Cursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        subscriptions: components["schemas"]["BridgeSubscription"][];
                    };
                };
            };
            /** @description The request cannot be read or is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createTaskBridgeNotificationSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSubscriptionBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        subscription: components["schemas"]["BridgeSubscription"];
                    };
                };
            };
            /** @description The request cannot be read or is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTaskBridgeNotificationSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Bridge task subscription id */
                subscription_id: string;
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        subscription: components["schemas"]["BridgeSubscription"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteTaskBridgeNotificationSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Bridge task subscription id */
                subscription_id: string;
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    pauseTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PauseTaskBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["Task"];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Rate limit exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    publishTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["EnqueueRunBody"];
            };
        };
        responses: {
            /** @description Published, or the run that the key made before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["Task"];
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    rejectTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["Task"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    resumeTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ResumeTaskBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["Task"];
                    };
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Rate limit exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listTaskReviews: {
        parameters: {
            query?: {
                /** @description Filter by review status */
                status?: "requested" | "routed" | "in_review" | "recorded" | "circuit_opened" | "canceled";
                /** @description Filter by reviewer session id */
                reviewer_session_id?: string;
                /** @description Maximum number of records to return */
                limit?: number;
                /** @description X-Next-Cursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        reviews: components["schemas"]["Review"][];
                    };
                };
            };
            /** @description The request cannot be read or is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listTaskRuns: {
        parameters: {
            query?: {
                status?: "queued" | "claimed" | "starting" | "running" | "completed" | "failed" | "canceled" | "needs_attention";
                session_id?: string;
                /** @description At most 500; 0 or absent means 500 */
                limit?: number;
                /** @description X-Next-Cursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: components["schemas"]["Run"][];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    enqueueTaskRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["EnqueueRunBody"];
            };
        };
        responses: {
            /** @description Created, or the run that the key made before */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    startTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["EnqueueRunBody"];
            };
        };
        responses: {
            /** @description Created, or the run that the key made before */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task: components["schemas"]["Task"];
                        run: components["schemas"]["Run"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    streamTask: {
        parameters: {
            query?: {
                /** @description Only events above this sequence; Last-Event-ID wins */
                after_sequence?: number;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Task event stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["StreamFrame"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTaskTimeline: {
        parameters: {
            query?: {
                /** @description Only events above this sequence */
                after_sequence?: number;
                /** @description At most 500; 0 or absent means 500 */
                limit?: number;
                /** @description X-Next-Cursor of the page before; wins over after_sequence */
                cursor?: number;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        timeline: components["schemas"]["TimelineItem"][];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTaskTree: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tree: components["schemas"]["TaskTree"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    archiveTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        triage: components["schemas"]["Triage"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    dismissTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        triage: components["schemas"]["Triage"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    markTaskRead: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Task id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        triage: components["schemas"]["Triage"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listTaskResults: {
        parameters: {
            query?: {
                /** @description Tasks answered at most; 1000 unless given */
                limit?: number;
                /** @description Newest tasks that are left out */
                offset?: number;
            };
            header?: {
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskResult"][];
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTaskResult: {
        parameters: {
            query?: never;
            header?: {
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task UUID or id */
                taskId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskResult"];
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteTaskResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Task UUID or id */
                taskId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted; the object as it was before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskResult"];
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listViews: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        views: components["schemas"]["View"][];
                    };
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    rebuildView: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description View name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Status 202 */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        view: components["schemas"]["View"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listWorkspaces: {
        parameters: {
            query?: {
                /** @description Workspaces at most; 0 and anything above 500 mean 500 */
                limit?: number;
                /** @description X-Next-Cursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        workspaces: components["schemas"]["Workspace"][];
                    };
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWorkspaceBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        workspace: components["schemas"]["Workspace"];
                    };
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Workspace id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
            };
            path: {
                /** @description Workspace id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWorkspaceBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        workspace: components["schemas"]["Workspace"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the calling agent session */
                "X-AGH-Session-ID"?: string;
                /** @description Agent name under which the session was registered */
                "X-AGH-Agent"?: string;
                /** @description Narrows to the session's workspace */
                "X-AGH-Workspace-ID"?: string;
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Workspace id, name or path */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        workspace: components["schemas"]["Workspace"];
                    };
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    runTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description A call that is repeated with its key is answered with the run that the first one made */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Task id or UUID */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TaskRunBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskRun"];
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getRunOfTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Run id */
                run_id: string;
                /** @description Task id or UUID */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskRun"];
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listWebTasks: {
        parameters: {
            query?: {
                /** @description At most 500; 0 or absent means 500 */
                limit?: number;
                /** @description X-Next-Cursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tasks: components["schemas"]["WebTask"][];
                    };
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createWebTask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebTaskBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebTask"];
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getWebTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Log position that the answer must have seen; 412 when the log has not come to it within a second */
                "X-Ledger-At-Least"?: number;
            };
            path: {
                /** @description Task UUID */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebTask"];
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not in the state that a header asks for */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    regenerateWebTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Task UUID */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebTask"];
                };
            };
            /** @description Caller identity or key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A value is missing or not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Any other failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
