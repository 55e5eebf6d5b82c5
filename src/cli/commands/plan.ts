// `convloom plan FILE`: the kernel calls that the WebAssembly engine makes of a network in one training step.

import { createPlan } from '../../core/plan.ts';
import type { ExplainedCall, PlanExplanation } from '../../core/plan-explanation.ts';
import type { Command } from '../command.ts';
import { describeProblems, readNetwork } from '../read-network.ts';

export const plan: Command = {
  name: 'plan',
  parameters: 'FILE',
  summary: 'Print the kernel calls of a training step, with the work in each and its share of the time.',
  arity: [1, 1],
  options: {
    measure: { type: 'boolean', help: 'Train a few steps on noise, on one thread, and tell where the time goes' },
    json: { type: 'boolean', help: 'One JSON object: calls, memoryBytes, stepMs' },
  },
  async run({ positionals: [file = ''], values }, cli) {
    const { name, graph, training } = await readNetwork(file);
    const compiled = createPlan(graph, cli.layers);
    if ('problems' in compiled) {
      for (const line of describeProblems(file, graph, compiled.problems)) cli.err.write(`${line}\n`);
      return 1;
    }
    const explained = await cli.explainPlan(compiled.plan, training, values['measure'] === true);
    cli.out.write(values['json'] === true ? `${JSON.stringify({ name, ...explained })}\n` : renderPlan(name, training.batchSize, explained));
    return 0;
  },
};

function renderPlan(name: string, batchSize: number, { calls, memoryBytes, stepMs }: PlanExplanation): string {
  const time = stepMs === undefined ? '' : `, ${stepMs.toFixed(2)} ms`;
  const title = `${name}: ${calls.length} kernel calls in a step of ${batchSize} examples on one thread${time}; ${megabytes(memoryBytes)} MB of memory`;
  const header = ['pass', 'nodes', 'kernel', 'shapes', 'MFLOP', 'MB', ...(stepMs === undefined ? [] : ['time %'])];
  const rows = [header, ...calls.map((call) => cells(call))];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, i) => (i < 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ').trimEnd();
  return `${[title, '', ...rows.map(line)].join('\n')}\n`;
}

function cells({ pass, ops, kernel, shapes, flops, bytes, timeShare }: ExplainedCall): string[] {
  const share = timeShare === undefined ? [] : [(100 * timeShare).toFixed(1)];
  return [pass, ops.join(' + '), kernel, shapes, (flops / 1e6).toFixed(1), megabytes(bytes), ...share];
}

/** 10^6 bytes, as the summary counts them. */
function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
