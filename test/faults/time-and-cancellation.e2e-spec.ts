import { timeAndCancellation } from './scenarios/time-and-cancellation.js';
import { playAll } from './support/scenario.js';

describe('faults: time and cancellation', () => playAll(timeAndCancellation));
