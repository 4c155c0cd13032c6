import type { Progress } from './progress.js';

export const quiet: Progress = { onEvent: () => {}, note: () => {}, stop: () => {} };
