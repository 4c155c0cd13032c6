import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { CheckEvent, CheckRequest, Problem, Verdict } from '@quality-gates/contract';
import { z } from 'zod';
import { cleanUp, question, Rig } from '../testing/rig.js';
import { verdictOn } from '../testing/verdicts.js';

afterEach(cleanUp);

const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  responses: z.record(
    z.string(),
    z.looseObject({ description: z.string().min(1), content: z.record(z.string(), z.unknown()).optional() }),
  ),
});
const Document = z.looseObject({
  openapi: z.string().regex(/^3\.0\.\d$/),
  info: z.object({ title: z.string(), version: z.string() }).loose(),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
});

async function documentOf(rig: Rig): Promise<z.infer<typeof Document>> {
  return Document.parse(await (await rig.get('/api/docs-json')).json());
}

function valuesOf(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => (name === key ? [member] : valuesOf(member, key)));
}

// The fixed fields of the Schema Object that zod may use, and `$ref` (OpenAPI 3.0.3, 4.7.24).
const SCHEMA_WORDS = new Set(
  'title multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems maxProperties minProperties required enum type not allOf oneOf anyOf items properties additionalProperties description format default nullable discriminator example deprecated $ref'.split(
    ' ',
  ),
);

/** The keywords of a schema and of those inside it. */
function wordsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([word, value]) => {
    if (word === 'properties') return [word, ...Object.values(value ?? {}).flatMap(wordsOf)];
    if (['allOf', 'oneOf', 'anyOf'].includes(word)) return [word, ...[value].flat().flatMap(wordsOf)];
    return ['items', 'additionalProperties', 'not'].includes(word) ? [word, ...wordsOf(value)] : [word];
  });
}

describe('the OpenAPI document', () => {
  it('is valid by the published schema of OpenAPI, which notices when it is spoiled', async () => {
    const document = await documentOf(await Rig.start());
    expect(await new Validator().validate(document)).toMatchObject({ valid: true });
    const { info: _, ...spoiled } = document;
    expect(await new Validator().validate(spoiled)).toMatchObject({ valid: false });
  });

  it('describes every operation with its answers and its problems', async () => {
    const { paths } = await documentOf(await Rig.start());
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { responses }]) => `${method} ${path} ${Object.keys(responses).join(' ')}`,
      ),
    );
    expect(operations.sort()).toEqual([
      'delete /api/quality/checks/{checkId} 204 400 401 403 404 429 500 503',
      'get /api/health/live 200',
      'get /api/health/ready 200 503',
      'get /api/quality/checks/{checkId} 200 400 401 403 404 422 429 500 503',
      'get /api/quality/checks/{checkId}/events 200 400 401 403 404 429 500 503',
      'get /metrics 200 401 429 503',
      'post /api/quality/check 200 202 400 401 403 413 415 422 429 500 503',
      'put /api/quality/repositories/{name}/objects 204 400 401 403 413 415 422 429 500 503 507',
    ]);
  });

  it('says which scope each operation on checks needs, and asks for a token', async () => {
    const { paths } = await documentOf(await Rig.start());
    const operations = Object.entries(paths).filter(([path]) => path.startsWith('/api/quality/'));
    expect(operations.length).toBeGreaterThan(2);
    for (const [path, methods] of operations) {
      for (const [method, { description, security, ...operation }] of Object.entries(methods)) {
        const scope = method === 'get' ? 'checks:read' : 'checks:write';
        expect([path, method, operation['x-required-scope']]).toEqual([path, method, scope]);
        expect(description).toContain(`\`${scope}\``);
        expect(security).toEqual([{ bearer: [] }]);
      }
    }
  });

  it('gives each operation a name of its own, and each error the media type of problems', async () => {
    const { paths } = await documentOf(await Rig.start());
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { responses } of operations) {
      for (const [status, { content = {} }] of Object.entries(responses)) {
        if (Number(status) >= 400) expect(Object.keys(content)).toEqual(['application/problem+json']);
      }
    }
  });

  it('refers to nothing that it does not have', async () => {
    const document = await documentOf(await Rig.start());
    const references = valuesOf(document, '$ref');
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) {
      expect(reference).toMatch(/^#\/components\/schemas\/\w+$/);
      expect(document.components.schemas).toHaveProperty(
        String(reference).replace('#/components/schemas/', ''),
      );
    }
  });

  it('uses only the words that OpenAPI 3.0 has for schemas', async () => {
    const { components, paths } = await documentOf(await Rig.start());
    const schemas = [...Object.values(components.schemas), ...valuesOf(paths, 'schema')];
    const unknown = schemas.flatMap(wordsOf).filter((word) => !SCHEMA_WORDS.has(word));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('says the same of messages as the contract', async () => {
    const { components } = await documentOf(await Rig.start());
    const ajv = new Ajv({ strict: false, validateFormats: false });
    // The exclusive bounds of OpenAPI 3.0 are flags beside the bound, which is another dialect than Ajv's.
    const schemas = JSON.parse(
      JSON.stringify(components.schemas, (key, value) => (key === 'exclusiveMinimum' ? undefined : value)),
    );
    ajv.addSchema({ $id: 'doc', components: { schemas } });
    const accepts = (name: string, value: unknown): boolean => {
      const rewritten = ajv.getSchema(`doc#/components/schemas/${name}`);
      return Boolean(rewritten?.(value));
    };
    const request = question();
    const problem = { type: 'about:blank', title: 'x', status: 404, code: 'not-found' };
    for (const [name, schema, value] of [
      ['CheckRequest', CheckRequest, request],
      ['Verdict', Verdict, verdictOn(request, 'rejected')],
      ['CheckEvent', CheckEvent, { type: 'queued', checkId: 'c'.repeat(64) }],
      ['Problem', Problem, problem],
    ] as const) {
      expect(schema.safeParse(value).success).toBe(true);
      expect([name, accepts(name, value)]).toEqual([name, true]);
      const { [Object.keys(value)[0] ?? '']: _, ...broken } = { ...value } as Record<string, unknown>;
      expect(schema.safeParse(broken).success).toBe(false);
      expect([name, accepts(name, broken)]).toEqual([name, false]);
    }
  });

  it('is shown by a page whose files are all there', async () => {
    const rig = await Rig.start();
    const page = await (await rig.get('/api/docs')).text();
    const files = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, file = '']) => file);
    expect(files).toHaveLength(4);
    for (const file of files) expect([file, (await rig.get(file)).status]).toEqual([file, 200]);
  });
});
