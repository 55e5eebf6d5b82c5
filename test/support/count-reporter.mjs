// A vitest reporter that writes how many tests passed, failed and were skipped, and why, and which passed only when they
// were tried again, for test/run.mjs.

import { writeFileSync } from 'node:fs';

export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: 0, skipped: 0, failures: [], retried: [], skips: new Map() };
    const fail = (what) => {
      counts.failed++;
      counts.failures.push(what);
    };
    for (const module of modules) {
      // A file that could not be loaded has no tests to fail.
      if (module.state() === 'failed' && [...module.children.allTests()].every((test) => test.result().state !== 'failed')) {
        fail(`${module.relativeModuleId}: ${module.errors()[0]?.message ?? 'a hook failed'}`);
      }
      for (const test of module.children.allTests()) {
        const { state, note, errors } = test.result();
        if (test.diagnostic()?.flaky) counts.retried.push(`${module.relativeModuleId}: ${test.fullName}: ${errors?.[0]?.message ?? 'no message'}`);
        if (state === 'passed') counts.passed++;
        else if (state === 'failed') fail(`${module.relativeModuleId}: ${test.fullName}`);
        else {
          counts.skipped++;
          const reason = note ?? 'marked as skipped in the file';
          counts.skips.set(reason, (counts.skips.get(reason) ?? 0) + 1);
        }
      }
    }
    for (const error of unhandledErrors) fail(`unhandled: ${error.message}`);
    writeFileSync(process.env['CONVLOOM_TEST_COUNTS'], JSON.stringify({ ...counts, skips: [...counts.skips] }));
  }
}
