// `convloom summary FILE`: the table of layers that torchinfo prints, or the same as data.

import { analyze } from '../../core/analyze.ts';
import { renderSummary, summarise } from '../../core/summary.ts';
import type { Command } from '../command.ts';
import { describeProblems, readNetwork } from '../read-network.ts';

export const summary: Command = {
  name: 'summary',
  parameters: 'FILE',
  summary: 'Print shapes, parameters and multiply-adds, layer by layer.',
  arity: [1, 1],
  options: { json: { type: 'boolean', help: 'One JSON object: rows and totals' } },
  async run({ positionals: [file = ''], values }, cli) {
    const { name, graph } = await readNetwork(file);
    const { rows, totals } = summarise(graph, cli.layers);
    cli.out.write(values['json'] === true ? `${JSON.stringify({ name, rows, totals })}\n` : renderSummary({ rows, totals }));
    // What a problem keeps unknown is missing from the table; its reason belongs beside it.
    const errors = analyze(graph, cli.layers).problems.filter(({ severity }) => severity === 'error');
    for (const line of describeProblems(file, graph, errors)) cli.err.write(`${line}\n`);
    return errors.length > 0 ? 1 : 0;
  },
};
