import { redirectAndProxy } from './scenarios/redirect-and-proxy.js';
import { playAll } from './support/scenario.js';

describe('faults: redirect and proxy', () => playAll(redirectAndProxy));
