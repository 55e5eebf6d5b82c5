// `convloom check FILE...`: everything that is wrong with documents, as the page would show it.

import { analyze } from '../../core/analyze.ts';
import { hasErrors, type Problem } from '../../core/problems.ts';
import { trainingProblems } from '../../core/training-problems.ts';
import { CommandError, type Cli, type Command } from '../command.ts';
import { describeProblems, DocumentError, readNetwork } from '../read-network.ts';

export const check: Command = {
  name: 'check',
  parameters: 'FILE...',
  summary: 'Tell everything that is wrong with networks.',
  arity: [1, Infinity],
  options: { json: { type: 'boolean', help: 'One JSON object a file' } },
  async run({ positionals, values }, cli) {
    let sound = true;
    for (const file of positionals) {
      const { ok, lines, json } = await checkFile(file, cli);
      sound &&= ok;
      if (values['json'] === true) cli.out.write(`${JSON.stringify(json)}\n`);
      else for (const line of lines) (ok ? cli.out : cli.err).write(`${line}\n`);
    }
    return sound ? 0 : 1;
  },
};

interface Checked {
  readonly ok: boolean;
  readonly lines: readonly string[];
  readonly json: object;
}

async function checkFile(file: string, cli: Cli): Promise<Checked> {
  try {
    const document = await readNetwork(file);
    const { problems: found } = analyze(document.graph, cli.layers);
    const problems: Problem[] = [...found, ...trainingProblems(document, cli.layers, cli.datasets)];
    const ok = !hasErrors(problems);
    const lines = describeProblems(file, document.graph, problems);
    return { ok, lines: problems.length === 0 ? [`${file}: no problems`] : lines, json: { file, ok, problems } };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const problems = error instanceof DocumentError ? error.problems : [{ path: '', message: error.message }];
    return { ok: false, lines: [error.message], json: { file, ok: false, problems: problems.map((problem) => ({ severity: 'error', ...problem })) } };
  }
}
