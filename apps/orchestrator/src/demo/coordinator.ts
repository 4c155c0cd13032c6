import { join } from 'node:path';
import { EmbeddedCoordinator } from '@quality-gates/engine';
import type { QualityGatesOptions } from '@quality-gates/nestjs';
import { startCoordinatorProcess } from './coordinator-process.js';

/** Who judges in the demo. */
export interface DemoCoordinator extends AsyncDisposable {
  /** What `QualityGatesModule.forRoot` takes. */
  coordinator: QualityGatesOptions['coordinator'];
  /** Where it is, in words. */
  place: string;
}

/** The engine in this process. Its record lets a later check take over what an earlier one found out. */
export function embeddedCoordinator(root: string): DemoCoordinator {
  const coordinator = new EmbeddedCoordinator({ record: { directory: join(root, 'record') } });
  return { coordinator, place: 'in this process', [Symbol.asyncDispose]: () => coordinator.close() };
}

/** A service in a process of its own, asked over HTTP. */
export async function remoteCoordinator(root: string): Promise<DemoCoordinator> {
  const { url, token, pid, stop } = await startCoordinatorProcess(root);
  return { coordinator: { url, token }, place: `${url}, process ${pid}`, [Symbol.asyncDispose]: stop };
}
