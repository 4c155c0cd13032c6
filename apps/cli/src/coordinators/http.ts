import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { CoordinatorClientService, QualityGatesModule } from '@quality-gates/nestjs';
import type { OpenCoordinator } from './coordinator.js';

/** The client that the Nest module gives to orchestrators. Load this file only where it is wanted: it brings Nest. */
export async function openHttpCoordinator(coordinator: {
  url: string;
  token?: string;
}): Promise<OpenCoordinator> {
  const application = await NestFactory.createApplicationContext(
    QualityGatesModule.forRoot({ coordinator }),
    {
      logger: false,
      abortOnError: false,
    },
  );
  return { coordinator: application.get(CoordinatorClientService), close: () => application.close() };
}
