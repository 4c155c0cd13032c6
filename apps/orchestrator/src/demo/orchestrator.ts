import { NestFactory } from '@nestjs/core';
import type { Coordinator } from '@quality-gates/contract';
import { COORDINATOR } from '@quality-gates/nestjs';
import { AppModule, type AppOptions } from '../app.module.js';
import { CommitFlow } from '../commit-flow/commit-flow.service.js';

export interface Orchestrator extends AsyncDisposable {
  flow: CommitFlow;
  coordinator: Coordinator;
}

/** The Nest application, without a server: whatever starts flows asks for `CommitFlow`. */
export async function openOrchestrator(options: AppOptions): Promise<Orchestrator> {
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(options), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  return {
    flow: app.get(CommitFlow),
    coordinator: app.get<Coordinator>(COORDINATOR),
    [Symbol.asyncDispose]: () => app.close(),
  };
}
