import { noResponse } from './scenarios/no-response.js';
import { playAll } from './support/scenario.js';

describe('faults: no response yet', () => playAll(noResponse));
