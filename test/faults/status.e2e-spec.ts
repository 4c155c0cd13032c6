import { status } from './scenarios/status.js';
import { playAll } from './support/scenario.js';

describe('faults: status', () => playAll(status));
