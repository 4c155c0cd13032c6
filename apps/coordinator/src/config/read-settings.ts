import type { ConfigurationProblem } from './problems.js';
import { type Setting, SETTINGS, type Settings } from './settings.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Parses every known variable on its own, so that one mistake does not hide another. */
export function readSettings(environment: Environment, problems: ConfigurationProblem[]): Settings {
  const read = <Value>(name: string, setting: Setting<Value>): Value | undefined => {
    const given = environment[name];
    // A token that is empty is a deployment that lost it: to take it for "not set" would open the door.
    const text = given === undefined || (given === '' && !setting.neverEmpty) ? setting.fallback : given;
    if (text === undefined) return undefined;
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) return parsed.data;
    problems.push({
      name,
      found: setting.secret ? `not a valid value (${text.length} characters)` : `not valid: ${shown(text)}`,
      mend: `Give ${setting.shape}.`,
    });
    return undefined;
  };
  return {
    QG_HOST: read('QG_HOST', SETTINGS.QG_HOST),
    QG_PORT: read('QG_PORT', SETTINGS.QG_PORT),
    QG_TOKEN: read('QG_TOKEN', SETTINGS.QG_TOKEN),
    QG_TOKENS_FILE: read('QG_TOKENS_FILE', SETTINGS.QG_TOKENS_FILE),
    QG_REQUESTS_PER_MINUTE: read('QG_REQUESTS_PER_MINUTE', SETTINGS.QG_REQUESTS_PER_MINUTE),
    QG_FAILURES_PER_MINUTE: read('QG_FAILURES_PER_MINUTE', SETTINGS.QG_FAILURES_PER_MINUTE),
    QG_MAX_CONNECTIONS: read('QG_MAX_CONNECTIONS', SETTINGS.QG_MAX_CONNECTIONS),
    QG_REQUEST_TIMEOUT_MS: read('QG_REQUEST_TIMEOUT_MS', SETTINGS.QG_REQUEST_TIMEOUT_MS),
    QG_AUDIT_FILE: read('QG_AUDIT_FILE', SETTINGS.QG_AUDIT_FILE),
    QG_AUDIT_LIMIT_BYTES: read('QG_AUDIT_LIMIT_BYTES', SETTINGS.QG_AUDIT_LIMIT_BYTES),
    QG_ROOTS: read('QG_ROOTS', SETTINGS.QG_ROOTS),
    QG_REPOSITORIES: read('QG_REPOSITORIES', SETTINGS.QG_REPOSITORIES),
    QG_PACK_LIMIT_BYTES: read('QG_PACK_LIMIT_BYTES', SETTINGS.QG_PACK_LIMIT_BYTES),
    QG_OBJECTS_LIMIT_BYTES: read('QG_OBJECTS_LIMIT_BYTES', SETTINGS.QG_OBJECTS_LIMIT_BYTES),
    QG_SANDBOX: read('QG_SANDBOX', SETTINGS.QG_SANDBOX),
    QG_CONCURRENCY: read('QG_CONCURRENCY', SETTINGS.QG_CONCURRENCY),
    QG_QUEUE_CAPACITY: read('QG_QUEUE_CAPACITY', SETTINGS.QG_QUEUE_CAPACITY),
    QG_DEFAULT_WAIT_MS: read('QG_DEFAULT_WAIT_MS', SETTINGS.QG_DEFAULT_WAIT_MS),
    QG_MAX_WAIT_MS: read('QG_MAX_WAIT_MS', SETTINGS.QG_MAX_WAIT_MS),
    QG_LEASE_MS: read('QG_LEASE_MS', SETTINGS.QG_LEASE_MS),
    QG_SHUTDOWN_GRACE_MS: read('QG_SHUTDOWN_GRACE_MS', SETTINGS.QG_SHUTDOWN_GRACE_MS),
    QG_BODY_LIMIT_BYTES: read('QG_BODY_LIMIT_BYTES', SETTINGS.QG_BODY_LIMIT_BYTES),
    QG_REMEMBERED_CHECKS: read('QG_REMEMBERED_CHECKS', SETTINGS.QG_REMEMBERED_CHECKS),
    QG_STATE_DIRECTORY: read('QG_STATE_DIRECTORY', SETTINGS.QG_STATE_DIRECTORY),
    QG_HEARTBEAT_MS: read('QG_HEARTBEAT_MS', SETTINGS.QG_HEARTBEAT_MS),
    QG_MAX_STREAMS: read('QG_MAX_STREAMS', SETTINGS.QG_MAX_STREAMS),
    QG_RECORD_DIRECTORY: read('QG_RECORD_DIRECTORY', SETTINGS.QG_RECORD_DIRECTORY),
    QG_LOG_LEVEL: read('QG_LOG_LEVEL', SETTINGS.QG_LOG_LEVEL),
  };
}

function shown(full: string): string {
  const text = full.replaceAll(/\/\/[^/@\s]*@/g, '//…@');
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
