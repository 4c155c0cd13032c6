import { cleanUp } from '../../apps/coordinator/src/testing/rig.js';
import { longCheck } from './scenarios/long-check.js';
import { longCheckKin } from './scenarios/long-check-kin.js';
import { playAll } from './support/scenario.js';

afterEach(cleanUp);

describe('faults: long check', () => playAll(longCheck));
describe('faults of their kin: long check', () => playAll(longCheckKin));
