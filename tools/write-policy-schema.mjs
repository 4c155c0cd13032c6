// Writes the JSON Schema of quality-gates.yaml from the schema that validates it. Run after a build.
import { writeFileSync } from 'node:fs';
import { policyJsonSchema } from '@quality-gates/engine';
import prettier from 'prettier';

const file = new URL('../libs/engine/quality-gates.schema.json', import.meta.url);
const text = await prettier.format(JSON.stringify(policyJsonSchema()), { parser: 'json', printWidth: 110 });
writeFileSync(file, text);
