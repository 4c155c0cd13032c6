import type { Scope } from './scope.js';

/** What a token needs for each operation. Which repository it needs it for is known once the request is read. */
const ROUTE_SCOPES: ReadonlyMap<string, Scope> = new Map<string, Scope>([
  ['POST /api/quality/check', 'checks:write'],
  ['GET /api/quality/checks/:checkId', 'checks:read'],
  ['GET /api/quality/checks/:checkId/events', 'checks:read'],
  ['DELETE /api/quality/checks/:checkId', 'checks:write'],
  ['PUT /api/quality/repositories/:name/objects', 'checks:write'],
]);
const PROTECTED = '/api/quality/';

/** @param route the path of a route as it is registered */
export function scopeOf(method: string, route: string): Scope | undefined {
  return ROUTE_SCOPES.get(`${method === 'HEAD' ? 'GET' : method} ${route}`);
}

/** A route that nobody has thought about is not served. @throws TypeError */
export function assertHasScope(method: string, route: string): void {
  if (!route.startsWith(PROTECTED) || scopeOf(method, route) !== undefined) return;
  throw new TypeError(`${method} ${route} has no scope.`);
}
