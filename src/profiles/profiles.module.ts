/**
 * Execution profiles: how a task is to be executed, and whom claim-next may give its runs to. A profile is part of its
 * task: its changes are events of the task's stream, whose state keeps what claims ask for, and only the documents are
 * kept here.
 */
import { Module, type OnModuleInit } from '@nestjs/common';
import { StreamRegistry } from '../ledger/registry.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { TaskStreamModule } from '../tasks/task-stream.module.js';
import { DeleteExecutionProfileHandler } from './commands/delete-execution-profile.js';
import { ProfilePolicy } from './commands/profile-policy.js';
import { SetExecutionProfileHandler } from './commands/set-execution-profile.js';
import { ExecutionProfileController } from './http/execution-profile.controller.js';
import { ExecutionProfiles } from './lookups/execution-profiles.js';
import { executionProfileView } from './views/execution-profile-view.js';
import { GetExecutionProfileHandler } from './views/get-execution-profile.js';

@Module({
  imports: [TaskStreamModule],
  controllers: [ExecutionProfileController],
  providers: [
    ExecutionProfiles,
    SetExecutionProfileHandler,
    DeleteExecutionProfileHandler,
    GetExecutionProfileHandler,
    {
      provide: ProfilePolicy,
      inject: [SETTINGS_TOKEN],
      useFactory: ({
        profileProviderOverride,
        profileSandboxNone,
        profileSandboxRef,
      }: ServiceSettings): ProfilePolicy => ({
        providerOverride: profileProviderOverride === 'allowed',
        sandboxNone: profileSandboxNone === 'allowed',
        sandboxRef: profileSandboxRef === 'allowed',
      }),
    },
  ],
  exports: [ExecutionProfiles],
})
export class ProfilesModule implements OnModuleInit {
  constructor(
    private readonly registry: StreamRegistry,
    private readonly profiles: ExecutionProfiles,
  ) {}

  onModuleInit(): void {
    this.registry.view(executionProfileView);
    this.registry.index(this.profiles);
  }
}
