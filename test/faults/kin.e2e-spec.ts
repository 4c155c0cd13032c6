import { contents, framing, wishes } from './scenarios/kin.js';
import { playAll } from './support/scenario.js';

describe('faults of their kin: framing', () => playAll(framing));
describe('faults of their kin: contents', () => playAll(contents));
describe('faults of their kin: wishes of the server', () => playAll(wishes));
