import { responseBody } from './scenarios/response-body.js';
import { playAll } from './support/scenario.js';

describe('faults: response body', () => playAll(responseBody));
