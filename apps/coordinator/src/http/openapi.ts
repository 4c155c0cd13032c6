import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE } from '@quality-gates/contract';
import { VERSION } from '../version.js';

/** The OpenAPI document, made from the same schemas that validate what comes in and goes out. */
export function openApiOf(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Quality Gates coordinator')
    .setDescription('Judges exact git trees before they are committed or landed.')
    .setVersion(VERSION)
    .addBearerAuth()
    .build();
  return withProblemMediaType(SwaggerModule.createDocument(app, config));
}

/** Errors have a media type of their own, which the decorators cannot say for one answer alone. */
function withProblemMediaType(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.delete]) {
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
