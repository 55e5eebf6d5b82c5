// Documents as files: parse with exact complaints, migrate old versions, serialise in a stable order.
// Format version 1 is the interface NetworkDocument as JSON; unknown keys are refused rather than lost.

import * as v from 'valibot';
import { compareIds } from './graph.ts';
import { documentFormat, documentVersion, type NetworkDocument } from './document.ts';
import { documentSchema } from './document-schema.ts';
import { prettyJson } from './pretty-json.ts';

/** One thing wrong with a file: where (a JSON path, empty for the whole) and a sentence that begins with that place. */
export interface DocumentProblem {
  readonly path: string;
  readonly message: string;
}

export type ParsedDocument = { readonly document: NetworkDocument } | { readonly problems: readonly DocumentProblem[] };

/** No honest document comes near it: 10,000 nodes take about 3 MB. */
export const maxDocumentCharacters = 32 * 2 ** 20;
const maxDepth = 32;
const maxProblems = 50;

type JsonObject = Readonly<Record<string, unknown>>;
/** Turns a document of one version into one of the next. */
export type Migration = (document: JsonObject) => JsonObject;

/** By the version they start from; version 1 is the first, so there is none yet. */
const migrations: Readonly<Record<number, Migration>> = {};

/** Reads a document from JSON text. Never throws; problems come in the order of the file. */
export function parseDocument(text: string): ParsedDocument {
  const parsed = parseText(text);
  return 'problem' in parsed ? { problems: [parsed.problem] } : readDocument(parsed.value);
}

/** The JSON value of a text that may be a document's; no text that is too long for one is read. */
export function parseText(text: string): { readonly value: unknown } | { readonly problem: DocumentProblem } {
  const refuse = (message: string) => ({ problem: { path: '', message } });
  if (text.length > maxDocumentCharacters) {
    // How many there are in all is not known where the rest was not read.
    return refuse(`the file has more than ${maxDocumentCharacters.toLocaleString('en-US')} characters, the most that are read`);
  }
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    return refuse(`the file is not JSON: ${describeSyntaxError(text, error)}`);
  }
}

/** Reads a document from a parsed JSON value, such as a message or a part of another file. Never throws. */
export function readDocument(value: unknown): ParsedDocument {
  const misplaced = findUnsafe(value, [], 0);
  if (misplaced) return { problems: [misplaced] };
  const migrated = migrate(value, migrations, documentVersion);
  if ('problem' in migrated) return { problems: [migrated.problem] };
  const result = v.safeParse(documentSchema, migrated.value);
  if (result.success) return { document: result.output };
  return { problems: result.issues.slice(0, maxProblems).map(describeIssue) };
}

/** Brings a document to version `target` by the migrations in between; `version` itself is set here. */
export function migrate(
  value: unknown, steps: Readonly<Record<number, Migration>>, target: number,
): { readonly value: JsonObject } | { readonly problem: DocumentProblem } {
  const fail = (path: string, message: string) => ({ problem: { path, message } });
  if (!isObject(value)) return fail('', `the document must be an object, received ${show(value)}`);
  if (value['format'] !== documentFormat) return fail('format', `format: expected "${documentFormat}", received ${show(value['format'])}`);
  const { version } = value;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return fail('version', `version: expected a whole number of at least 1, received ${show(version)}`);
  }
  if (version > target) {
    return fail('version', `version: this document is of version ${version}, and this Convloom reads up to version ${target}; open it with a newer Convloom`);
  }
  let document: JsonObject = value;
  for (let from = version; from < target; from++) {
    const step = steps[from];
    if (!step) return fail('version', `version: documents of version ${from} can no longer be read`);
    document = { ...step(document), version: from + 1 };
  }
  return { value: document };
}

/** The document as JSON text: equal documents give equal text, whatever the order of their keys. */
export function serialiseDocument(document: NetworkDocument): string {
  return prettyJson(document, compareKeys);
}

/** The order in which a person would write them; all other keys (ids, attributes) follow by name, numbers by size. */
const keyOrder = [
  'format', 'version', 'kind', 'type', 'scheme', 'name', 'notes', 'graph', 'layout', 'nodes', 'edges', 'groups',
  'attrs', 'frozen', 'bypassed', 'source', 'sourcePort', 'target', 'targetPort', 'x', 'y',
  'dataset', 'datasetOptions', 'augmentation', 'loss', 'optimizer', 'learningRate', 'batchSize', 'epochs', 'seed', 'shuffle', 'validation',
  'initialisation', 'training', 'variants', 'weights',
];
const keyRanks = new Map(keyOrder.map((key, rank) => [key, rank]));
const byName = new Intl.Collator('en', { numeric: true });

function compareKeys(a: string, b: string): number {
  const rank = (key: string) => keyRanks.get(key) ?? keyOrder.length;
  return rank(a) - rank(b) || byName.compare(a, b) || compareIds(a, b);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys that objects have by themselves, and nesting that no document has; both could upset those who read it. */
function findUnsafe(value: unknown, path: readonly PathKey[], depth: number): DocumentProblem | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const at = formatPath(path);
  if (depth > maxDepth) return { path: at, message: `${at}: nested deeper than ${maxDepth} levels` };
  if (Array.isArray(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const place = [...path, key];
    if (key in Object.prototype) return { path: formatPath(place), message: `${formatPath(place)}: expected another key, received the reserved name "${key}"` };
    const found = findUnsafe(inner, place, depth + 1);
    if (found) return found;
  }
  return undefined;
}

type PathKey = string | number;

function describeIssue(issue: v.BaseIssue<unknown>): DocumentProblem {
  const keys = (issue.path ?? []).map((item) => item.key as PathKey);
  const path = formatPath(keys);
  const missing = issue.type === 'strict_object' && issue.expected !== 'never';
  // Where the key itself is wrong (an odd id, an unknown key), it is what was received.
  const wrongKey = issue.path?.at(-1)?.origin === 'key' || issue.type === 'strict_object';
  const received = missing ? 'nothing' : wrongKey ? `"${keys.at(-1)}"` : show(issue.input);
  return { path, message: `${path === '' ? 'document' : path}: expected ${issue.message}, received ${received}` };
}

/** `graph.nodes.conv1.attrs`; keys that are no plain words stand in brackets. */
function formatPath(keys: readonly PathKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
    return path === '' ? key : `${path}.${key}`;
  }, '');
}

/** A value in a message, at most 60 characters of it. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  // JSON has no word for them.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const json = JSON.stringify(value) ?? String(value);
  return json.length <= 60 ? json : `${json.slice(0, 57)}...`;
}

function describeSyntaxError(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return message;
  const before = text.slice(0, Number(position)).split('\n');
  const what = message.slice(0, message.indexOf(' in JSON'));
  return `${what} at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
