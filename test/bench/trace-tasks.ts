// What tasks of the page's main thread cost on the processor, as Chromium's own trace tells it: on a busy machine a task
// also waits for a core, which a clock counts and this does not.

import type { Browser } from 'playwright-core';

/** An event of Chromium's trace; times in microseconds, `tdur` on the processor. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

const isTask = ({ name, ph }: TraceEvent) => ph === 'X' && name === 'ThreadControllerImpl::RunTask';
const isName = ({ name }: TraceEvent) => name === 'thread_name';

/** Processor time in milliseconds of every task of the page's main thread while `work` goes on. */
export async function traceTasks(browser: Browser, work: () => Promise<void>): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => { events.push(...(value as unknown as TraceEvent[]).filter((event) => isTask(event) || isName(event))); });
  const complete = new Promise<void>((resolve) => { session.once('Tracing.tracingComplete', () => resolve()); });
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel'], recordMode: 'recordAsMuchAsPossible' } });
  await work();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  const mains = events.filter((event) => isName(event) && event.args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`);
  const byThread = mains.map((thread) => events.filter((event) => isTask(event) && `${event.pid} ${event.tid}` === thread));
  // Other renderers wait in reserve; the page's is the busy one.
  const [tasks = []] = byThread.toSorted((a, b) => b.length - a.length);
  return tasks.map(({ tdur = 0 }) => tdur / 1000);
}
