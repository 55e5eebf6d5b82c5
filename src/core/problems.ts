// Problems: everything that can be wrong with a network, as data with a place and, often, a fix.
// Core and layers return problems and never throw them.

import type { AttrValue } from './attrs.ts';
import type { InitScheme } from './weights.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Where a problem is; the most specific part known is filled in. */
export interface ProblemSite {
  readonly node?: string;
  readonly port?: string;
  readonly attr?: string;
  readonly edge?: string;
}

/** An edit the editor can run for the user; plain data, so that core needs no editor. */
export type FixAction =
  | { readonly type: 'setAttr'; readonly node: string; readonly attr: string; readonly value: AttrValue }
  | { readonly type: 'removeAttr'; readonly node: string; readonly attr: string }
  | { readonly type: 'insertBefore'; readonly node: string; readonly kind: string; readonly attrs?: Readonly<Record<string, AttrValue>> }
  | { readonly type: 'removeNode'; readonly node: string }
  | { readonly type: 'removeEdge'; readonly edge: string }
  | { readonly type: 'appendOutput'; readonly node: string }
  | { readonly type: 'replaceKind'; readonly nodes: readonly string[]; readonly kind: string }
  /** Of one node, or of the network. */
  | { readonly type: 'setInitialisation'; readonly node?: string; readonly weight: InitScheme }
  | { readonly type: 'setLearningRate'; readonly value: number };

export interface Fix {
  /** Verb first, as on a button: "Set out features to 10". */
  readonly label: string;
  readonly action: FixAction;
}

/**
 * One thing wrong. `message` says the fact, what was expected and what came, in one sentence;
 * `hint` says what to do. Errors keep a network from training; warnings do not.
 */
export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  readonly site: ProblemSite;
  readonly message: string;
  readonly hint?: string;
  readonly fix?: Fix;
}

/** What a layer kind reports about itself; the analysis adds the node and the default severity (error). */
export interface ProblemDraft {
  readonly code: string;
  readonly message: string;
  readonly severity?: Severity;
  readonly attr?: string;
  readonly port?: string;
  readonly hint?: string;
  /** An edit of this very node; the analysis fills in the node's id. */
  readonly fix?: DraftFix;
}

export type DraftFix =
  | { readonly label: string; readonly setAttr: string; readonly value: AttrValue }
  | { readonly label: string; readonly removeAttr: string }
  | { readonly label: string; readonly insertBefore: string; readonly attrs?: Readonly<Record<string, AttrValue>> }
  | { readonly label: string; readonly removeNode: true };

/** Places a draft at a node. */
export function placeProblem(draft: ProblemDraft, node: string): Problem {
  return {
    code: draft.code,
    severity: draft.severity ?? 'error',
    site: {
      node,
      ...(draft.attr !== undefined && { attr: draft.attr }),
      ...(draft.port !== undefined && { port: draft.port }),
    },
    message: draft.message,
    ...(draft.hint !== undefined && { hint: draft.hint }),
    ...(draft.fix && { fix: { label: draft.fix.label, action: placeFix(draft.fix, node) } }),
  };
}

function placeFix(fix: DraftFix, node: string): FixAction {
  if ('setAttr' in fix) return { type: 'setAttr', node, attr: fix.setAttr, value: fix.value };
  if ('removeAttr' in fix) return { type: 'removeAttr', node, attr: fix.removeAttr };
  if ('insertBefore' in fix) {
    return { type: 'insertBefore', node, kind: fix.insertBefore, ...(fix.attrs && { attrs: fix.attrs }) };
  }
  return { type: 'removeNode', node };
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
