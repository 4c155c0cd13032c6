import { connect } from './scenarios/connect.js';
import { playAll } from './support/scenario.js';

describe('faults: connect', () => playAll(connect));
