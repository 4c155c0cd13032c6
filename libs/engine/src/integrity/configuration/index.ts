export { judgeConfiguration, type ConfigurationJudgement } from './judge-configuration.js';
export {
  toolsOfBase,
  type ConfigurationTools,
  type Explained,
  type ToolInUse,
} from './configuration-tools.js';
export { importsOfConfiguration } from './walk-once.js';
export { layoutOf, type ConfigurationFile, type ConfigurationLayout } from './laid-out.js';
