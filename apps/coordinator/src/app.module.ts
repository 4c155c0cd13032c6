import { type DynamicModule, Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { Audit } from './audit/audit.js';
import { Admission } from './checks/admission.js';
import { ChecksService } from './checks/checks.service.js';
import { OpenStreams } from './checks/events/open-streams.js';
import { Reports } from './checks/reports.js';
import { Runs } from './checks/runs.js';
import { CHECK_STORE, type CheckStore } from './checks/store/check-store.js';
import { type Engine, ENGINE } from './checks/engine.js';
import { judgeWith } from './checks/judge.js';
import type { CoordinatorConfig } from './config/config.js';
import { COORDINATOR_CONFIG } from './config/token.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { AllowedMethods } from './http/problems/allowed-methods.js';
import { ChecksController } from './http/checks.controller.js';
import { EventsController } from './http/events.controller.js';
import { HostPaths } from './http/problems/host-paths.js';
import { InvalidBodyError } from './http/problems/invalid-body.js';
import { ObjectsController } from './http/objects.controller.js';
import { ProblemFilter } from './http/problems/problem.filter.js';
import { LOGGER, type Logger } from './logging/logger.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { CHECK_QUEUE } from './queue/check-queue.js';
import { InProcessQueue } from './queue/in-process-queue.js';
import { Repositories } from './repositories/repositories.js';
import { Sources } from './repositories/sources.js';
import { Uploads } from './repositories/uploads.js';

export interface AppParts {
  config: CoordinatorConfig;
  engine: Engine;
  logger: Logger;
  methods: AllowedMethods;
  audit: Audit;
  store: CheckStore;
  repositories: Repositories;
  sources: Pick<Sources, 'ensure'>;
  uploads: Uploads;
}

/** Wires the service; each part is replaced by giving another one. */
@Module({})
export class AppModule {
  static of({
    config,
    engine,
    logger,
    methods,
    audit,
    store,
    repositories,
    sources,
    uploads,
  }: AppParts): DynamicModule {
    const paths = HostPaths.of(config);
    const queue = new InProcessQueue(judgeWith(engine, store, paths), {
      concurrency: config.concurrency,
      capacity: config.queueCapacity,
    });
    return {
      module: AppModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [
        ChecksController,
        EventsController,
        HealthController,
        MetricsController,
        ObjectsController,
      ],
      providers: [
        { provide: COORDINATOR_CONFIG, useValue: config },
        { provide: ENGINE, useValue: engine },
        { provide: LOGGER, useValue: logger },
        { provide: CHECK_QUEUE, useValue: queue },
        { provide: CHECK_STORE, useValue: store },
        { provide: OpenStreams, useValue: new OpenStreams(config.maxStreams) },
        { provide: AllowedMethods, useValue: methods },
        { provide: Audit, useValue: audit },
        { provide: HostPaths, useValue: paths },
        { provide: Repositories, useValue: repositories },
        { provide: Sources, useValue: sources },
        { provide: Uploads, useValue: uploads },
        { provide: APP_FILTER, useClass: ProblemFilter },
        {
          provide: APP_PIPE,
          useValue: new StandardSchemaValidationPipe({
            exceptionFactory: (issues) => new InvalidBodyError(issues),
          }),
        },
        Admission,
        ChecksService,
        Metrics,
        Readiness,
        Reports,
        Runs,
      ],
    };
  }
}
