export { EmbeddedCoordinator } from './embedded-coordinator.js';
export type { DependencyOptions, EngineOptions } from './engine.js';
export type { SandboxChoice } from './process/choose-sandbox.js';
export type { RecordOptions } from './record/record.js';
export { openDiskStore, type DiskStore, type DiskStoreOptions } from './record/disk-store.js';
export { PolicyFile, policyJsonSchema } from './policy/policy.js';
export { parsePolicy, POLICY_PATH } from './policy/read-policy.js';
export { ENGINE_VERSION } from './version.js';
