export { configurationImports } from './configuration-imports.js';
export { packageDelta, packageFindings, type PackageDelta } from './package-delta.js';
export { waivedPackages, type WaivedPackages } from './waived-packages.js';
