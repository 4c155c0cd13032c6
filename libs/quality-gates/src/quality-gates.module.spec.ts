import { ConsoleLogger, Controller, Get, Global, Inject, Injectable, Module } from '@nestjs/common';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { ConfigurationError, type Coordinator } from '@quality-gates/contract';
import { CoordinatorClientService, COORDINATOR, QualityGatesModule, QualityGatesService } from './index.js';
import { QualityGatesHealthIndicator } from './health/index.js';
import { failureOf, question } from './rig/client-rig.js';
import { approve, MockCoordinator, reject, verdictFor } from './testing/index.js';

const embedded: Coordinator = {
  check: async (request) => verdictFor(request),
  health: async () => ({ status: 'ok', engineVersion: '1.0.0' }),
};

@Injectable()
class Consumer {
  constructor(
    @Inject(QualityGatesService) readonly gates: QualityGatesService,
    @Inject(CoordinatorClientService) readonly client: CoordinatorClientService,
    @Inject(COORDINATOR) readonly coordinator: Coordinator,
  ) {}
}

@Module({ providers: [Consumer] })
class ConsumerModule {}

test('forRoot gives the services, and the client as the coordinator', async () => {
  await using mock = await MockCoordinator.start({ token: 'secret' });
  const module = await Test.createTestingModule({
    imports: [QualityGatesModule.forRoot({ coordinator: { url: mock.url, token: 'secret' } })],
    providers: [Consumer],
  }).compile();
  const { client, coordinator } = module.get(Consumer);
  expect(coordinator).toBe(client);
  expect((await client.checkQuality(question)).outcome).toBe('approved');
  await module.close();
});

test('forRootAsync makes its options from what it injects', async () => {
  await using mock = await MockCoordinator.start();
  mock.answer(reject([{ message: 'no' }]));
  const URL_TOKEN = Symbol('url');
  @Global()
  @Module({ providers: [{ provide: URL_TOKEN, useValue: mock.url }], exports: [URL_TOKEN] })
  class ConfigModule {}
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule,
      QualityGatesModule.forRootAsync({
        inject: [URL_TOKEN],
        useFactory: async (url: string) => ({ coordinator: { url } }),
      }),
    ],
  }).compile();
  expect((await module.get<Coordinator>(COORDINATOR).check(question)).outcome).toBe('rejected');
  await module.close();
});

test('is known to other modules only where it is made global', async () => {
  const compile = (isGlobal: boolean) =>
    Test.createTestingModule({
      imports: [QualityGatesModule.forRoot({ coordinator: embedded, isGlobal }), ConsumerModule],
    })
      .setLogger(new ConsoleLogger({ logLevels: [] }))
      .compile();
  expect((await compile(true)).get(Consumer, { strict: false })).toBeInstanceOf(Consumer);
  await expect(compile(false)).rejects.toThrow(/QualityGatesService/);
});

test('an embedded coordinator answers in place of the client, which says how to reach it', async () => {
  const module = await Test.createTestingModule({
    imports: [QualityGatesModule.forRoot({ coordinator: embedded })],
  }).compile();
  expect(module.get(COORDINATOR)).toBe(embedded);
  const client = module.get(CoordinatorClientService);
  for (const call of [client.checkQuality(question), client.check(question), client.health()]) {
    const error = await failureOf(call);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ mend: expect.stringContaining('Inject COORDINATOR') });
  }
});

test('an application with wrong options does not start, and learns which', async () => {
  const compiling = Test.createTestingModule({
    imports: [QualityGatesModule.forRoot({ coordinator: { url: 'coordinator:3500' } })],
  })
    .setLogger(new ConsoleLogger({ logLevels: [] }))
    .compile();
  await expect(compiling).rejects.toThrow('`coordinator.url`: must be an http or https URL');
});

test('two coordinators live side by side in one application', async () => {
  await using one = await MockCoordinator.start();
  await using two = await MockCoordinator.start();
  two.answerAlways(reject([{ message: 'no' }]));
  @Module({ imports: [QualityGatesModule.forRoot({ coordinator: { url: one.url } })] })
  class OneModule {}
  @Module({ imports: [QualityGatesModule.forRoot({ coordinator: { url: two.url } })] })
  class TwoModule {}
  const module = await Test.createTestingModule({ imports: [OneModule, TwoModule] }).compile();
  const clients = module.get(CoordinatorClientService, { each: true, strict: false });
  const outcomes = await Promise.all(clients.map(async (client) => (await client.check(question)).outcome));
  expect(outcomes.sort()).toEqual(['approved', 'rejected']);
  await module.close();
});

describe('the health indicator', () => {
  @Controller('health')
  class HealthController {
    constructor(
      @Inject(HealthCheckService) private readonly health: HealthCheckService,
      @Inject(QualityGatesHealthIndicator) private readonly gates: QualityGatesHealthIndicator,
    ) {}

    @Get()
    check() {
      return this.health.check([() => this.gates.isHealthy('coordinator')]);
    }
  }

  test('says up, down or gone, with the reason', async () => {
    const mock = await MockCoordinator.start();
    mock.answer(approve());
    const module = await Test.createTestingModule({
      imports: [
        TerminusModule.forRoot({ logger: false }),
        QualityGatesModule.forRoot({ coordinator: { url: mock.url } }),
      ],
      controllers: [HealthController],
      providers: [QualityGatesHealthIndicator],
    }).compile();
    const controller = module.get(HealthController);
    expect(await controller.check()).toMatchObject({
      status: 'ok',
      details: { coordinator: { status: 'up', sandbox: 'none' } },
    });
    mock.setHealthy(false);
    expect(await failureOf(controller.check())).toMatchObject({
      response: { details: { coordinator: { status: 'down', detail: expect.stringContaining('503') } } },
    });
    await mock.close();
    expect(await failureOf(controller.check())).toMatchObject({
      response: { details: { coordinator: { status: 'down', code: 'coordinator-unavailable' } } },
    });
    await module.close();
  });
});
