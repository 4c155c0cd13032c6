import { QualityGatesError } from '@quality-gates/contract';
import { bubblewrap, whyBubblewrapFails } from './bubblewrap.js';
import { noSandbox } from './no-sandbox.js';
import type { Sandbox } from './sandbox.js';

/** `auto`: bubblewrap where it works, else none. `bubblewrap`: that or an error. `none`: the tools see the host. */
export type SandboxChoice = 'auto' | 'bubblewrap' | 'none';

export interface ChosenSandbox {
  sandbox: Sandbox;
  /** Set where `auto` had to do without: to be shown to the user. */
  warning?: string;
}

/** @throws QualityGatesError `configuration-invalid` where bubblewrap was asked for and does not work */
export async function chooseSandbox(choice: SandboxChoice): Promise<ChosenSandbox> {
  if (choice === 'none') return { sandbox: noSandbox };
  const trouble = await whyBubblewrapFails();
  if (!trouble) return { sandbox: bubblewrap };
  if (choice === 'auto') {
    return {
      sandbox: noSandbox,
      warning: `No sandbox: ${trouble}. The candidate's code runs with your rights. Install bubblewrap (apt-get install bubblewrap) to contain it.`,
    };
  }
  throw new QualityGatesError(
    'configuration-invalid',
    `The bubblewrap sandbox does not work here: ${trouble}.`,
    {
      mend: 'Install bubblewrap (apt-get install bubblewrap) and allow user namespaces, or choose the sandbox "none" for code that you trust.',
    },
  );
}
