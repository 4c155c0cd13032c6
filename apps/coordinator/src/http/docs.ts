import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { QualityGatesError } from '@quality-gates/contract';
import type { FastifyInstance } from 'fastify';

/** What the page loads, out of the package that brings the page. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css'],
  ['swagger-ui-bundle.js', 'text/javascript'],
  ['favicon-32x32.png', 'image/png'],
]);

const START = `addEventListener('load', () => SwaggerUIBundle({ url: '/api/docs-json', dom_id: '#page' }));`;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Quality Gates coordinator</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="icon" href="/api/docs/favicon-32x32.png">
</head>
<body>
<div id="page"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;

/** Serves the OpenAPI document, and a page that shows it. */
export function serveDocs(fastify: FastifyInstance, document: OpenAPIObject): void {
  const json = JSON.stringify(document);
  fastify.get('/api/docs-json', (_, reply) => reply.type('application/json').send(json));
  fastify.get('/api/docs', (_, reply) => reply.type('text/html').send(PAGE));
  fastify.get<{ Params: { file: string } }>('/api/docs/:file', async ({ params: { file } }, reply) => {
    if (file === 'start.js') return reply.type('text/javascript').send(START);
    const type = FILES.get(file);
    if (type === undefined) throw new QualityGatesError('not-found', 'There is no such file.');
    return reply.type(type).send(await readFile(join(pageDirectory(), file)));
  });
}

function pageDirectory(): string {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json'));
}
