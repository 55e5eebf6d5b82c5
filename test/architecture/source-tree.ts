// The source tree as the architecture tests see it: files, their imports, and a walk over their syntax.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { projectRoot } from '../support/shared-data.ts';

export interface SourceFile {
  /** From the project's root, with forward slashes: "src/core/shape.ts". */
  readonly path: string;
  readonly text: string;
}

/** AssemblyScript looks like TypeScript and is another language; its folder has its own compiler. */
const otherLanguage = 'src/engines/wasm/kernels/';

/** All files under `folder` whose names end as given. */
export function listFiles(folder: string, endings: readonly string[]): string[] {
  return readdirSync(`${projectRoot}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => posix.join(entry.parentPath.slice(projectRoot.length).replaceAll('\\', '/'), entry.name))
    .toSorted();
}

/** Reads the files of `listFiles`. */
export function readFiles(folder: string, endings: readonly string[]): SourceFile[] {
  return listFiles(folder, endings).map((path) => ({ path, text: readFileSync(`${projectRoot}${path}`, 'utf8') }));
}

/** TypeScript of `src` or `test`, AssemblyScript left out. */
export function readTypeScript(folder: 'src' | 'test'): SourceFile[] {
  return readFiles(folder, ['.ts', '.tsx']).filter((file) => !file.path.startsWith(otherLanguage));
}

type Visitors = ConstructorParameters<typeof Visitor>[0];

/** Parses a file and walks its syntax tree; returns the comments. */
export function visitSyntax(file: SourceFile, visitors: Visitors): readonly string[] {
  const parsed = parseSync(file.path, file.text);
  const [error] = parsed.errors;
  if (error) throw new Error(`${file.path} does not parse: ${error.message}`);
  new Visitor(visitors).visit(parsed.program);
  return parsed.comments.map((comment) => comment.value);
}

/** Everything a file imports: static, type-only, re-exported, dynamic, `import()` types, and `new URL(..., import.meta.url)`. */
export function importsOf(file: SourceFile): string[] {
  const specifiers: string[] = [];
  const add = (node: { type: string; value?: unknown } | null | undefined): void => {
    if (node?.type === 'Literal' && typeof node.value === 'string') specifiers.push(node.value);
    else if (node) specifiers.push(computedImport);
  };
  visitSyntax(file, {
    ImportDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
    TSExternalModuleReference: (node) => add(node.expression),
    NewExpression: (node) => {
      const [first, second] = node.arguments;
      const ofModule = node.callee.type === 'Identifier' && node.callee.name === 'URL' && second?.type === 'MemberExpression' && second.object.type === 'MetaProperty';
      if (ofModule && first?.type === 'Literal' && /\.[a-z]+$/.test(String(first.value))) add(first);
    },
  });
  return specifiers;
}

/** Stands for an `import(expression)` whose target cannot be read off the text. */
export const computedImport = '<computed>';

/** Path of a relative import from the project's root, without query; undefined for packages. */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(dirname(from), specifier.replace(/\?.*$/, ''));
}

/** Name of the package of a bare import: "react-dom" of "react-dom/client", "node:fs" as it is. */
export function packageOf(specifier: string): string {
  const [scopeOrName = '', name = ''] = specifier.split('/');
  return specifier.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName;
}
