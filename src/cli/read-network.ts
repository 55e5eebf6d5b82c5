// Reading documents for commands, and telling what is wrong with them: one sentence a problem, with file, node and attribute.

import { createReadStream } from 'node:fs';
import { text as readText } from 'node:stream/consumers';
import type { NetworkDocument } from '../core/document.ts';
import { maxDocumentCharacters, parseDocument, type DocumentProblem } from '../core/document-format.ts';
import { nodeLabel, type Graph } from '../core/graph.ts';
import type { Problem } from '../core/problems.ts';
import { CommandError } from './command.ts';

/** A file that could be read but holds no document; `problems` are the parser's. */
export class DocumentError extends CommandError {
  readonly problems: readonly DocumentProblem[];

  constructor(file: string, problems: readonly DocumentProblem[]) {
    super(problems.map((problem) => `${file}: error: ${problem.message}`).join('\n'));
    this.problems = problems;
  }
}

/** Reads a document. Throws CommandError where the file cannot be read, DocumentError where it holds none. */
export async function readNetwork(file: string): Promise<NetworkDocument> {
  // A file may never end, such as /dev/zero; what is longer than documents may be is refused when it is parsed.
  const text = await readText(createReadStream(file, { end: 4 * maxDocumentCharacters })).catch((error: unknown) => {
    throw new CommandError(`${file}: ${describeReadError(error)}`);
  });
  const parsed = parseDocument(text);
  if ('problems' in parsed) throw new DocumentError(file, parsed.problems);
  return parsed.document;
}

function describeReadError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT': return 'there is no such file.';
    case 'EISDIR': return 'this is a folder; expected a file.';
    case 'EACCES': return 'this file may not be read.';
    default: return error instanceof Error ? error.message : String(error);
  }
}

/** One line a problem: `net.json: error at conv2, kernelSize: kernel 5×5 is larger than ...`. */
export function describeProblems(file: string, graph: Graph, problems: readonly Problem[]): string[] {
  return problems.map((problem) => {
    const place = placeOf(problem, graph);
    const hint = problem.hint === undefined ? '' : `. ${problem.hint}`;
    return `${file}: ${problem.severity}${place === '' ? '' : ` at ${place}`}: ${problem.message}${hint}`;
  });
}

function placeOf({ site }: Problem, graph: Graph): string {
  const node = site.node === undefined ? [] : [namedNode(graph, site.node)];
  const port = site.port === undefined || site.attr !== undefined ? [] : [`port ${site.port}`];
  const attr = site.attr === undefined ? [] : [site.attr];
  const edge = site.edge === undefined || site.node !== undefined ? [] : [`edge ${site.edge}`];
  return [...node, ...port, ...attr, ...edge].join(', ');
}

/** The node's id, which is what the file says, and the name that people gave it. */
function namedNode(graph: Graph, id: string): string {
  const label = nodeLabel(graph, id);
  return label === id ? id : `${id} (${label})`;
}
