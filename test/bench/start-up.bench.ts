// How long a person waits: for the page to show its Train button, and for the command line to answer.

import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import { findChromium, howToGetChromium } from '../support/browsers/chromium.ts';
import { serveApp } from '../support/serve-app.ts';
import { interleave, timeMs, type Bench } from './figure.ts';

const bench: Bench = {
  about: 'from navigation to a page that can train, and from Enter to an answer on the command line',
  async run(report) {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error(howToGetChromium);
    const app = await serveApp();
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
    const firstVisit = async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const duration = await timeMs(async () => {
        await page.goto(app.url);
        await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
      });
      await context.close();
      return duration;
    };
    const cli = (...args: string[]) => () => timeMs(() => execFileSync(process.execPath, ['build/cli/convloom.js', ...args], { stdio: 'ignore' }));
    const medians = await interleave({
      page: firstVisit,
      version: cli('--version'),
      summary: cli('summary', 'templates/mnist-cnn.json'),
      node: () => timeMs(() => execFileSync(process.execPath, ['-e', '0'])),
    }, 5);
    await browser.close();
    await app.stop();
    report({ name: 'page, first visit', value: medians.page, unit: 'ms' });
    report({ name: 'convloom --version', value: medians.version, unit: 'ms', against: 'node -e 0', ratio: medians.version / medians.node });
    report({ name: 'convloom summary', value: medians.summary, unit: 'ms', against: 'node -e 0', ratio: medians.summary / medians.node });
  },
};

export default bench;
