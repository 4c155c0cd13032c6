import { Module } from '@nestjs/common';
import { CoordinatorClientService } from './client/coordinator-client.service.js';
import { systemRuntime } from './client/runtime.js';
import { coordinatorOf, resolveOptions } from './options.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './quality-gates.module-definition.js';
import { QualityGatesService } from './quality-gates.service.js';
import { COORDINATOR, QUALITY_GATES_OPTIONS, RUNTIME } from './tokens.js';

/**
 * Asks a coordinator about every change that an agent makes. Import it with `forRoot` or `forRootAsync`;
 * `isGlobal: true` makes it known everywhere.
 */
@Module({
  providers: [
    { provide: QUALITY_GATES_OPTIONS, inject: [MODULE_OPTIONS_TOKEN], useFactory: resolveOptions },
    { provide: RUNTIME, useValue: systemRuntime },
    {
      provide: COORDINATOR,
      inject: [QUALITY_GATES_OPTIONS, CoordinatorClientService],
      useFactory: coordinatorOf,
    },
    CoordinatorClientService,
    QualityGatesService,
  ],
  exports: [COORDINATOR, CoordinatorClientService, QualityGatesService],
})
export class QualityGatesModule extends ConfigurableModuleClass {}
