export { packageDelta, packageFindings, type PackageDelta } from './package-delta.js';
