import { Test } from '@nestjs/testing';
import {
  type CoordinatorAddress,
  CoordinatorClientService,
  QualityGatesModule,
  QualityGatesService,
} from '@quality-gates/nestjs';
import type { Runtime } from '../../../libs/quality-gates/src/client/runtime.js';
import { countedRuntime } from '../../../libs/quality-gates/src/rig/client-rig.js';
import { RUNTIME } from '../../../libs/quality-gates/src/tokens.js';

/** An application as a user writes it, with a time that the test can look into. */
export interface Application<Time extends Runtime> extends AsyncDisposable {
  client: CoordinatorClientService;
  gates: QualityGatesService;
  runtime: Time;
}

/** Short limits, so that what never comes is soon known; options go before them. */
const HASTY = {
  attemptTimeoutMs: 5_000,
  deadlineMs: 20_000,
  retry: { maxAttempts: 3, baseDelayMs: 4, maxDelayMs: 20 },
} satisfies Partial<CoordinatorAddress>;

/** Imports the module with `forRoot`; time is the system's, its timers counted. */
export function application(coordinator: CoordinatorAddress) {
  return applicationIn(countedRuntime(), { ...HASTY, ...coordinator });
}

/** The same in a time of the test's own, and with the module's defaults. */
export async function applicationIn<Time extends Runtime>(
  runtime: Time,
  coordinator: CoordinatorAddress,
): Promise<Application<Time>> {
  const module = await Test.createTestingModule({ imports: [QualityGatesModule.forRoot({ coordinator })] })
    .overrideProvider(RUNTIME)
    .useValue(runtime)
    .compile();
  await module.init();
  return {
    client: module.get(CoordinatorClientService),
    gates: module.get(QualityGatesService),
    runtime,
    [Symbol.asyncDispose]: () => module.close(),
  };
}
