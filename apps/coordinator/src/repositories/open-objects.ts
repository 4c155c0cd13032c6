import { join } from 'node:path';
import type { CoordinatorConfig } from '../config/config.js';
import type { Logger } from '../logging/logger.js';
import { ObjectStores } from './object-stores.js';
import { PackRoom } from './pack-room.js';
import { Repositories } from './repositories.js';
import { RemoteBases, type RemoteBasesOptions } from './remote-bases.js';
import { Sources, type SourcesOptions } from './sources.js';
import { Uploads } from './uploads.js';

/** All that knows where repositories and their objects are. */
export interface Objects {
  repositories: Repositories;
  stores: ObjectStores;
  sources: Sources;
  uploads: Uploads;
  close(): Promise<void>;
}

type Settings = Pick<
  CoordinatorConfig,
  'repositories' | 'roots' | 'stateDirectory' | 'packLimitBytes' | 'objectsLimitBytes'
>;

/** Opens the stores and what works on them. */
export async function openObjects(
  config: Settings,
  logger: Logger,
  options: Pick<RemoteBasesOptions, 'fetchIntervalMs'> & Pick<SourcesOptions, 'fetchWaitMs'> = {},
): Promise<Objects> {
  const { packLimitBytes, objectsLimitBytes } = config;
  const stores = await ObjectStores.open(
    config.repositories,
    config.stateDirectory && join(config.stateDirectory, 'objects'),
  );
  const paths = new Map(stores.all().map(({ name, path }) => [name, path]));
  const repositories = new Repositories(paths, config.roots);
  const remotes = new RemoteBases(stores, { logger, ...options });
  const sources = new Sources({ repositories, stores, remotes, ...options });
  const room = new PackRoom(stores, { limitBytes: objectsLimitBytes, logger });
  const uploads = new Uploads({ stores, remotes, room, logger, packLimitBytes });
  return {
    repositories,
    stores,
    sources,
    uploads,
    close: async () => {
      await remotes.close();
      await stores.close();
    },
  };
}
