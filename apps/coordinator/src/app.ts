import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { Audit } from './audit/audit.js';
import { openSink } from './audit/open-sink.js';
import { RateLimits } from './authority/rate-limits.js';
import { TokenStore } from './authority/token-store.js';
import { Admission } from './checks/admission.js';
import { openCheckStore } from './checks/store/open-check-store.js';
import { Runs } from './checks/runs.js';
import type { Engine } from './checks/engine.js';
import type { CoordinatorConfig } from './config/config.js';
import { createFastify } from './create-fastify.js';
import { AllowedMethods } from './http/problems/allowed-methods.js';
import { serveDocs } from './http/docs.js';
import { openApiOf } from './http/openapi.js';
import { createEngine } from './checks/create-engine.js';
import { createLogger, type Logger } from './logging/logger.js';
import { NestLogger } from './logging/nest-logger.js';
import { openObjects } from './repositories/open-objects.js';
import type { Repositories } from './repositories/repositories.js';
import type { Sources } from './repositories/sources.js';
import { waitFor } from './waiting/wait.js';

/** What tests, or another host, put in the place of the usual parts. */
export interface CoordinatorOverrides {
  engine?: Engine;
  /** How it is made sure that what a question names is there. */
  sources?: (repositories: Repositories) => Pick<Sources, 'ensure'>;
  logger?: Logger;
}

/** A coordinator in this process. */
export interface CoordinatorApp {
  readonly nest: NestFastifyApplication;
  readonly logger: Logger;
  /** Binds the port. @returns the address, e.g. `http://127.0.0.1:3500` */
  listen(): Promise<string>;
  /** Reads the file of tokens again, at once. */
  reloadTokens(): void;
  /**
   * Takes no more questions, lets running checks end within the configured grace, cancels what is left, and
   * lets go of everything. Doing it twice is the same as once.
   */
  close(): Promise<void>;
}

/** How long answers may still be on their way out when everything has ended. */
const LAST_ANSWERS_MS = 2_000;

/**
 * Builds the service; nothing listens yet.
 *
 * @throws ConfigurationError when the engine cannot judge under this configuration
 */
export async function createCoordinatorApp(
  config: CoordinatorConfig,
  overrides: CoordinatorOverrides = {},
): Promise<CoordinatorApp> {
  const logger = overrides.logger ?? createLogger(config.logLevel);
  const objects = await openObjects(config, logger);
  const { repositories, stores, uploads } = objects;
  const sources = overrides.sources?.(repositories) ?? objects.sources;
  const engine = overrides.engine ?? (await createEngine(config, logger, stores));
  const audit = new Audit(openSink(config, logger));
  const tokens = new TokenStore(config.tokens, { logger });
  const limits = new RateLimits(config);
  const store = await openCheckStore(config, engine, logger);
  const methods = new AllowedMethods();
  const adapter = createFastify(config, logger, methods, { tokens, limits });
  const nest = await NestFactory.create<NestFastifyApplication>(
    AppModule.of({ config, engine, logger, methods, audit, store, repositories, sources, uploads }),
    adapter,
    { logger: new NestLogger(logger), bodyParser: false, abortOnError: false },
  );
  serveDocs(adapter.getInstance(), openApiOf(nest));
  await nest.init();

  const close = once(async () => {
    nest.get(Admission).close();
    await nest.get(Runs).drain(config.shutdownGraceMs);
    const closed = nest.close();
    if ((await waitFor(closed, LAST_ANSWERS_MS)) === 'elapsed') {
      adapter.getHttpServer().closeAllConnections();
    }
    await closed;
    await engine.close?.();
    await objects.close();
    tokens.close();
    await audit.close();
  });
  return {
    nest,
    logger,
    close,
    reloadTokens: () => tokens.reload(),
    listen: async () => {
      await nest.listen(config.port, config.host);
      return nest.getUrl();
    },
  };
}

function once<Result>(action: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => (result ??= action());
}
