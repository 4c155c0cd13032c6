import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE } from '@quality-gates/contract';
import { SCOPES } from '../authority/scope.js';
import { scopeOf } from '../authority/route-scopes.js';
import { VERSION } from '../version.js';

const METHODS = ['get', 'post', 'put', 'delete'] as const;

/** The OpenAPI document, made from the same schemas that validate what comes in and goes out. */
export function openApiOf(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Quality Gates coordinator')
    .setDescription('Judges exact git trees before they are committed or landed.')
    .setVersion(VERSION)
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: `A token has some of the scopes ${SCOPES.join(', ')}, for all repositories or for some.`,
    })
    .build();
  return withScopes(withProblemMediaType(SwaggerModule.createDocument(app, config)));
}

/** Errors have a media type of their own, which the decorators cannot say for one answer alone. */
function withProblemMediaType(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const operation of METHODS.map((method) => path[method])) {
      for (const [status, response] of Object.entries(operation?.responses ?? {})) {
        if (Number(status) < 400 || !response || !('content' in response)) continue;
        response.content = Object.fromEntries(
          Object.values(response.content ?? {}).map((content) => [PROBLEM_MEDIA_TYPE, content]),
        );
      }
    }
  }
  return document;
}

/** OpenAPI 3.0 knows scopes only for OAuth, so they stand in the description, and in an extension for programs. */
function withScopes(document: OpenAPIObject): OpenAPIObject {
  for (const [path, operations] of Object.entries(document.paths)) {
    const route = path.replaceAll(/\{(\w+)\}/g, ':$1');
    for (const method of METHODS) {
      const operation = operations[method];
      const scope = scopeOf(method.toUpperCase(), route);
      if (operation === undefined || scope === undefined) continue;
      const needs = [operation.description, `Needs the scope \`${scope}\` for the repository.`];
      operation.description = needs.filter(Boolean).join(' ');
      Object.assign(operation, { 'x-required-scope': scope });
    }
  }
  return document;
}
