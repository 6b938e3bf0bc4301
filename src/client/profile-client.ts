import { type CallOptions, orLostAnswer } from './retry.js';
import { RunClient } from './run-client.js';
import type { ChangeOptions } from './task-client.js';
import { path } from './transport.js';
import type * as api from './types.js';

/** How tasks are to be executed, and whom their runs may be given to. */
export abstract class ProfileClient extends RunClient {
  /** The task's profile, else the default: then `created_at` is `0001-01-01T00:00:00Z`. */
  async getExecutionProfile(taskId: string, options?: CallOptions): Promise<api.ExecutionProfile> {
    return (await this.get<Answer>(path`/api/tasks/${taskId}/execution-profile`, {}, options)).profile;
  }

  /** Replaces the profile: what is left out returns to its default. Refused while a run is at work. */
  async setExecutionProfile(
    taskId: string,
    body: api.SetExecutionProfile,
    options?: ChangeOptions,
  ): Promise<api.ExecutionProfile> {
    const request = { body, repeatable: 'any' } as const;
    return (await this.change<Answer>('PUT', path`/api/tasks/${taskId}/execution-profile`, request, options)).profile;
  }

  /** Takes the profile away, so that the default applies. Refused while a run is at work. */
  async deleteExecutionProfile(taskId: string, options?: ChangeOptions): Promise<void> {
    const request = { repeatable: 'any' } as const;
    const call = () => this.change('DELETE', path`/api/tasks/${taskId}/execution-profile`, request, options);
    await orLostAnswer(call, [404], () => Promise.resolve(true));
  }
}

interface Answer {
  readonly profile: api.ExecutionProfile;
}
