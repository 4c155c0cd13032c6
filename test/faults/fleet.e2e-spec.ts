import { fleet } from './scenarios/fleet.js';
import { playAll } from './support/scenario.js';

describe('faults: fleet', () => playAll(fleet));
