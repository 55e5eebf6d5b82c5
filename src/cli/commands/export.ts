// `convloom export FILE`: a network as files of another tool, with the weights it starts from or trained ones.

import { createPlan } from '../../core/plan.ts';
import { seedOf } from '../../core/training-config.ts';
import { initialWeights } from '../../core/weights.ts';
import { exportTfjs } from '../../interop/tfjs/export.ts';
import { CommandError, integerOption, textOption, UsageError, type Command } from '../command.ts';
import { outputOption } from '../given-places.ts';
import { describeProblems, readNetwork } from '../read-network.ts';
import { writeFiles } from '../write-files.ts';

const formats = ['tfjs'];

export const exportCommand: Command = {
  name: 'export',
  parameters: 'FILE',
  summary: 'Write a network in the format of another tool, with its initial weights.',
  arity: [1, 1],
  options: {
    format: { type: 'string', short: 'f', value: 'NAME', help: `Format: ${formats.join(', ')}` },
    output: { type: 'string', short: 'o', value: 'DIR', help: 'Folder to write to' },
    seed: { type: 'string', short: 's', value: 'N', help: 'Seed of the initial weights (default: the document’s); "train -o" saves trained ones' },
  },
  async run({ positionals: [file = ''], values }, cli) {
    const format = textOption(values, 'format');
    if (format === undefined || !formats.includes(format)) {
      throw new UsageError(`export needs --format, one of ${formats.join(', ')}, received ${format === undefined ? 'none' : `"${format}"`}.`);
    }
    const folder = outputOption(values);
    if (folder === undefined) throw new UsageError('export needs --output DIR, the folder to write to.');
    const document = await readNetwork(file);
    const planned = createPlan(document.graph, cli.layers);
    if ('problems' in planned) throw new CommandError(describeProblems(file, document.graph, planned.problems).join('\n'));
    const { plan } = planned;
    const { training } = document;
    const weights = initialWeights(plan.ops, integerOption(values, 'seed', 0) ?? seedOf(training, 'weights'), training.initialisation);
    const exported = exportTfjs({ plan, layers: cli.layers, weights, document });
    if ('problems' in exported) throw new CommandError(describeProblems(file, document.graph, exported.problems).join('\n'));
    await writeFiles(folder, exported.files);
    cli.out.write(`Wrote ${Object.keys(exported.files).join(', ')} to ${folder}\n`);
    return 0;
  },
};
