import { SETTINGS, type Setting } from './settings.js';

/** What `--help` prints. */
export function helpText(): string {
  const settings = Object.entries<Setting<unknown>>(SETTINGS).map(([name, { about, shape, fallback }]) => {
    const holds = fallback === undefined ? 'optional' : `default ${fallback}`;
    return `  ${name}\n      ${about}\n      ${capitalised(shape)}; ${holds}.`;
  });
  return `quality-gates-coordinator: answers quality checks over HTTP.

Usage: quality-gates-coordinator [--help] [--version] [--stop-with-stdin]
       quality-gates-coordinator token --name NAME [--help]

The command token makes a bearer token for QG_TOKENS_FILE.
With --stop-with-stdin it stops when its standard input ends, so that it never outlives who started it.
It is configured by environment variables. Once it listens it prints one JSON line on stdout:
{"event":"listening","url":"http://127.0.0.1:3500"}. Logs go to stderr.

${settings.join('\n')}

Exit codes: 0 stopped as asked, 1 ended at once by a second signal or failed, 64 bad usage,
78 wrong configuration.

Example:
  QG_ROOTS=/srv/git QG_SANDBOX=auto quality-gates-coordinator
`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
