import { type DynamicModule, Module } from '@nestjs/common';
import { QualityGatesModule, type QualityGatesOptions } from '@quality-gates/nestjs';
import { Worktrees, WORKTREES_DIRECTORY } from './agents/worktrees.service.js';
import { CommitFlow } from './commit-flow/commit-flow.service.js';
import { Commits } from './commit-flow/commits.service.js';
import { Judge } from './commit-flow/judge.service.js';
import { LandingService } from './landing/landing.service.js';

export interface AppOptions extends QualityGatesOptions {
  /** An existing directory, under which agents get their work trees. */
  worktrees: string;
}

/** The orchestrator: agents make changes, the coordinator judges them, what is approved lands. */
@Module({})
export class AppModule {
  static forRoot({ coordinator, worktrees }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [QualityGatesModule.forRoot({ coordinator })],
      providers: [
        { provide: WORKTREES_DIRECTORY, useValue: worktrees },
        Worktrees,
        Commits,
        Judge,
        LandingService,
        CommitFlow,
      ],
      exports: [CommitFlow, LandingService],
    };
  }
}
