// Every problem code that the source can report has a test that names it.

import { describe, expect, it } from 'vitest';
import { readTypeScript, visitSyntax, type SourceFile } from './source-tree.ts';

/** Codes of a file: values of `code:` properties, and arguments passed for a parameter called `code`. */
function codesOf(file: SourceFile): RegExp[] {
  const codes: RegExp[] = [];
  const takesCode = new Map<string, number>();
  const calls: { name: string; values: readonly Value[] }[] = [];
  const add = (value: Value | undefined): void => {
    if (value?.type === 'Literal' && typeof value.value === 'string' && isCode(value.value)) codes.push(exactly(value.value));
    if (value?.type === 'TemplateLiteral' && value.quasis) codes.push(new RegExp(`['"\`]${value.quasis.map((part) => part.value.raw).join('[a-z0-9-]+')}['"\`]`));
    if (value?.type === 'ConditionalExpression') {
      add(value.consequent);
      add(value.alternate);
    }
  };
  const noteParameters = (name: string | undefined, parameters: readonly { type: string; name?: string }[]): void => {
    const at = parameters.findIndex((parameter) => parameter.type === 'Identifier' && parameter.name === 'code');
    if (name !== undefined && at >= 0) takesCode.set(name, at);
  };
  visitSyntax(file, {
    Property: (node) => {
      const name = node.key.type === 'Identifier' ? node.key.name : node.key.type === 'Literal' ? node.key.value : '';
      if (name === 'code') add(node.value);
    },
    FunctionDeclaration: (node) => noteParameters(node.id?.name, node.params),
    VariableDeclarator: (node) => {
      if (node.id.type === 'Identifier' && node.init?.type === 'ArrowFunctionExpression') noteParameters(node.id.name, node.init.params);
    },
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier') calls.push({ name: node.callee.name, values: node.arguments });
    },
  });
  for (const { name, values } of calls) {
    const at = takesCode.get(name);
    if (at !== undefined) add(values[at]);
  }
  return codes;
}

/** The part of an expression node that codes are read from. */
interface Value {
  readonly type: string;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly raw: string } }[];
  readonly consequent?: Value;
  readonly alternate?: Value;
}

/** Problem codes are several words in kebab case, or one of the few single words; file error codes are capitals. */
function isCode(text: string): boolean {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text);
}

function exactly(code: string): RegExp {
  return new RegExp(`['"\`]${code}['"\`]`);
}

describe('problem codes', () => {
  it('are read from properties, templates, choices and calls', () => {
    const text = `
      const at = (code: string, message: string) => ({ code, message });
      function complain(site: string, code: string) { return { code, site }; }
      export const all = [at('one-a', ''), complain('x', 'two-b'), { code: 'three-c' }, { code: \`four-\${word}s\` }, { code: five ? 'five-e' : 'six-f' }, { code: 'ENOENT' }];`;
    const named = codesOf({ path: 'a.ts', text }).map((code) => code.source.slice("['\"`]".length, -"['\"`]".length));
    expect(named.toSorted()).toEqual(['five-e', 'four-[a-z0-9-]+s', 'one-a', 'six-f', 'three-c', 'two-b']);
  });

  it('are each named by a test', () => {
    const codes = new Map(readTypeScript('src').flatMap((file) => codesOf(file).map((code) => [code.source, { code, file }] as const)));
    expect(codes.size).toBeGreaterThan(15);
    const tests = [...readTypeScript('test'), ...readTypeScript('src').filter((file) => file.path.startsWith('src/layers/'))];
    // A kind's examples are run by the conformance test, so `expect: { problem: code }` there is a test row.
    const texts = tests.map(({ path, text }) => (path.startsWith('src/layers/') ? (text.match(/problem: '[a-z0-9-]+'/g) ?? []).join('\n') : text));
    const untested = [...codes.values()].filter(({ code }) => !texts.some((text) => code.test(text)));
    expect(untested.map(({ code, file }) => `${file.path}: ${code.source}`)).toEqual([]);
  });
});
