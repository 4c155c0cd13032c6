import { QualityGatesError } from '@quality-gates/contract';

/** The resource is there, but not for this method. */
export class MethodNotAllowedError extends QualityGatesError {
  constructor(
    method: string,
    readonly allowed: readonly string[],
  ) {
    super('method-not-allowed', `${method} is not answered here.`, { mend: `Use ${allowed.join(' or ')}.` });
  }
}

/** Knows which methods each registered route answers, to tell a wrong method from an unknown resource. */
export class AllowedMethods {
  private readonly routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();

  /** @param url a route's path; `:name` stands for one segment */
  add(url: string, methods: string | readonly string[]): void {
    const source = url
      .split('/')
      .map((segment) =>
        segment.startsWith(':') ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
      )
      .join('/');
    const route = this.routes.get(url) ?? { pattern: new RegExp(`^${source}$`), methods: new Set() };
    for (const method of [methods].flat()) route.methods.add(method);
    this.routes.set(url, route);
  }

  /** The error for a request that no route answers. */
  errorFor(method: string, url: string): QualityGatesError {
    const path = url.split('?', 1)[0] ?? '';
    const allowed = [...this.routes.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap(({ methods }) => [...methods]);
    if (allowed.length > 0) return new MethodNotAllowedError(method, [...new Set(allowed)].sort());
    return new QualityGatesError('not-found', 'There is no such resource.', {
      mend: 'GET /api/docs tells what there is.',
    });
  }
}
