// The Python that has Pillow; tests against it are skipped, with the reason, where there is none.

import { execFileSync } from 'node:child_process';
import type { TestContext } from 'vitest';
import { skipUnlessCi } from '../support/shared-data.ts';

/** A python3 with Pillow (CONVLOOM_PYTHON or Debian's); skips the test where there is none, fails it on CI. */
export function pythonWithPillow(context: Pick<TestContext, 'skip'>): string {
  for (const python of [process.env['CONVLOOM_PYTHON'], '/usr/bin/python3', 'python3']) {
    if (python === undefined) continue;
    try {
      execFileSync(python, ['-c', 'import PIL'], { stdio: 'ignore' });
      return python;
    } catch {
      // The next one may have it.
    }
  }
  return skipUnlessCi(context, 'needs a python3 with Pillow; install python3-pil, or name one in CONVLOOM_PYTHON');
}
