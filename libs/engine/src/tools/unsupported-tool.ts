import type { KnownGate } from '@quality-gates/contract';
import type { Project } from '../policy/project.js';

type ToolGate = Exclude<KnownGate, 'integrity' | 'coverage'>;

const SCRIPTS: Record<ToolGate, RegExp> = {
  typecheck: /^(type-?check|check-?types?|types?|tsc|check:types?|types:check|lint:types?|flow)(:all)?$/,
  lint: /^(lint|eslint|lint:(js|ts|code|check|all|src))$/,
  test: /^(test|tests|unit|test:(unit|run|all|ci))$/,
  build: /^(build|compile|bundle|build:(prod|production|lib|all))$/,
};

/** What npm writes into every new manifest, and other ways to say that there is nothing. */
const NOTHING = /no test specified|^\s*(exit 0|true|:|echo\b[^&|;]*)\s*$/;

/**
 * Says that the base clearly has something for a gate which none of our tools answers: its npm script for it
 * calls another program. Ask only where no tool was detected.
 *
 * @returns a message that names the script and the mend, or nothing
 */
export function unsupportedTool(gate: KnownGate, project: Project): string | undefined {
  if (gate === 'integrity') return undefined;
  const wanted = SCRIPTS[gate === 'coverage' ? 'test' : gate];
  const scripts = Object.entries(project.manifest.scripts ?? {});
  const script = scripts.find(
    ([name, text]) => wanted.test(name) && text.trim() !== '' && !NOTHING.test(text),
  );
  if (!script) return undefined;
  const [name, text] = script;
  const shown = text.length > 80 ? `${text.slice(0, 80)} …` : text;
  return (
    `The base answers ${gate} by its npm script "${name}" (${shown}), which calls none of the supported tools. ` +
    `Use a supported one, or say "${gate}: off" under gates in quality-gates.yaml.`
  );
}
