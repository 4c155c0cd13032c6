export { QualityGatesHealthIndicator } from './quality-gates.health-indicator.js';
