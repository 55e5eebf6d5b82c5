// Reference data and tools that lie outside the repository: where they are, and what a test does without them.
// A checkout on its own has none, and such tests are skipped with the reason; on CI their absence is a failure.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';

/** Root folder of the project, ending in a slash. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** Where the reference data lies, if it is here. */
export const sharedDataFolder = fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** True on continuous integration, where nothing may be missing. */
export const onCi = process.env['CI'] === 'true';

/** Skips the running test for `reason`; on CI the test fails with it instead. */
export function skipUnlessCi(context: Pick<TestContext, 'skip'>, reason: string): never {
  if (onCi) throw new Error(`${reason}; CI=true makes that a failure`);
  return context.skip(reason);
}

/**
 * Absolute path of `name` under ../shared/data ("mnist", "course-oracles.json"); skips the test where it is absent.
 * Call it first thing in a test: `const folder = sharedData(context, 'mnist')`.
 */
export function sharedData(context: Pick<TestContext, 'skip'>, name: string): string {
  const path = `${sharedDataFolder}/${name}`;
  return existsSync(path) ? path : skipUnlessCi(context, `needs ../shared/data/${name}, which is not here`);
}

/** True where ../shared/data holds `name`; for choosing, where `sharedData` is for requiring. */
export function hasSharedData(name: string): boolean {
  return existsSync(`${sharedDataFolder}/${name}`);
}

let python: string | undefined;

/** The Python that has PyTorch and NumPy (CONVLOOM_PYTHON or Debian's); skips the test where there is none. */
export function pythonWithTorch(context: Pick<TestContext, 'skip'>): string {
  python ??= findPython();
  return python === '' ? skipUnlessCi(context, 'needs a python3 with torch and numpy; install python3-torch, or name one in CONVLOOM_PYTHON') : python;
}

function findPython(): string {
  const candidates = [process.env['CONVLOOM_PYTHON'], '/usr/bin/python3', 'python3'];
  const works = (path: string): boolean => {
    try {
      execFileSync(path, ['-c', 'import torch, numpy'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  return candidates.find((path): path is string => path !== undefined && works(path)) ?? '';
}
