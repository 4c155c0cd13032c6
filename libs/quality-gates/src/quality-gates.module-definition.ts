import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { QualityGatesOptions } from './options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<QualityGatesOptions>({
    moduleName: 'QualityGates',
    optionsInjectionToken: Symbol.for('@quality-gates/nestjs/module-options'),
  })
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();
