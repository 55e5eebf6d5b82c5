// What a layer kind declares. One file per kind under src/layers/ calls `defineLayer`; palette, inspector,
// analysis, compilation, exports, help and the conformance test all read this declaration.

import type { Attrs, AttrSpecs, AttrsOf, Pair } from './attrs.ts';
import type { Pads } from './conv-arithmetic.ts';
import type { PlanOp } from './plan.ts';
import type { ProblemDraft } from './problems.ts';
import type { Region } from './region.ts';
import type { Shape } from './shape.ts';
import type { TfjsTarget } from './tfjs-target.ts';
import type { WeightSpec } from './weights.ts';

export const categories = [
  'input/output', 'convolution', 'normalisation', 'activation', 'pooling', 'linear', 'shape', 'merge', 'regularisation',
] as const;
export type Category = (typeof categories)[number];

/** Fixed ports by name, or any number of equal ones: `in1`, `in2`, ... */
export type InputPorts =
  | { readonly type: 'fixed'; readonly names: readonly string[] }
  | { readonly type: 'variadic'; readonly stem: string; readonly min: number };

export type Inference = { readonly shape: Shape; readonly problems?: readonly ProblemDraft[] } | { readonly problems: readonly ProblemDraft[] };

/** Resolved attributes and the shapes at all input ports, in port order. */
export interface LayerContext<A> {
  readonly attrs: A;
  readonly inputs: readonly Shape[];
  /** Names of those ports, for messages; variadic ones may have gaps. */
  readonly ports: readonly string[];
}
export interface LayerFacts<A> extends LayerContext<A> {
  readonly output: Shape;
}

/** How far one output element sees: itself, a window, or everything. */
export type Reach =
  | { readonly type: 'pointwise' }
  | { readonly type: 'global' }
  | { readonly type: 'window'; readonly kernel: Pair; readonly stride: Pair; readonly dilation: Pair; readonly pads: Pads };

/**
 * How one output element follows from what it sees: the weighted sum of it plus a bias (`weight` and `bias`), its
 * maximum, its mean with or without the padding.
 */
export type Combination = 'weighted sum' | 'maximum' | 'mean' | 'mean inside';

/** A worked example: help in the inspector, and a test of the kind. */
export interface LayerExample {
  readonly title: string;
  readonly attrs?: Attrs;
  readonly inputs: readonly Shape[];
  /** The output shape and parameter count, or the code of the problem it has. */
  readonly expect: { readonly output: Shape; readonly parameters: number } | { readonly problem: string };
}

export interface LayerTargets<A> {
  /** Lowering to stock tfjs layers. */
  readonly tfjs?: TfjsTarget<A>;
}

export interface LayerDefinition<S extends AttrSpecs, A = AttrsOf<S>> {
  /** PyTorch's class name where there is one; the key in documents. */
  readonly kind: string;
  readonly category: Category;
  /** Stem of generated node ids: "conv" gives conv1, conv2. */
  readonly idStem: string;
  /** One sentence for the palette. */
  readonly summary: string;
  /** Paragraphs for the inspector's help, separated by blank lines; plain text. */
  readonly docs: string;
  /** Name of a lucide icon. */
  readonly icon: string;
  /** More words that a search should find it by. */
  readonly keywords?: readonly string[];
  readonly attrs: S;
  readonly inputs: InputPorts;
  /** Output port names: `['out']` for every kind but Output. */
  readonly outputs: readonly string[];
  /** One line of attributes on the node's card: "16 · 5×5 · p2". */
  readonly shorthand?: (attrs: A) => string;
  /** Output shape, and what is wrong with inputs or attributes. Inputs are complete and attributes valid. */
  readonly inferShape: (context: LayerContext<A>) => Inference;
  readonly weights?: (facts: LayerFacts<A>) => readonly WeightSpec[];
  /** Multiply-adds for one example; 0 where absent. */
  readonly macs?: (facts: LayerFacts<A>) => number;
  /** Pointwise where absent. */
  readonly reach?: (facts: LayerFacts<A>) => Reach;
  /**
   * The part of each input that a part of the output depends on, exactly; follows from `reach` where absent. Padding
   * makes it reach outside the input; undefined means that an input is not looked at.
   */
  readonly sees?: (facts: LayerFacts<A>, part: Region) => readonly (Region | undefined)[];
  /** There where one output element is computed from what it sees of the one input alone. */
  readonly combines?: (attrs: A) => Combination | undefined;
  /** True where no output can be below zero, given which inputs cannot; false where absent. */
  readonly nonNegative?: (attrs: A, inputs: readonly boolean[]) => boolean;
  readonly targets: LayerTargets<A>;
  readonly examples: readonly LayerExample[];
}

/** A kind with its attribute types erased, as the registry holds it. */
export type LayerKind = LayerDefinition<AttrSpecs, Attrs>;
export type LayerRegistry = ReadonlyMap<string, LayerKind>;

/**
 * Types a kind's functions by its declared attributes. The erasure is safe because callers pass only
 * attributes that `resolveAttrs` has checked against the same declaration.
 */
export function defineLayer<const S extends AttrSpecs>(definition: LayerDefinition<S>): LayerKind {
  return definition as unknown as LayerKind;
}

export function createRegistry(kinds: readonly LayerKind[]): LayerRegistry {
  return new Map(kinds.map((kind) => [kind.kind, kind]));
}

/** Names of the input ports to show: variadic kinds offer one more than the highest in use, up to 64. */
export function inputPortNames(kind: LayerKind, used: readonly string[]): string[] {
  const { inputs } = kind;
  if (inputs.type === 'fixed') return [...inputs.names];
  const highest = Math.max(0, ...used.map((port) => portNumber(inputs.stem, port) ?? 0));
  return Array.from({ length: Math.min(Math.max(inputs.min, highest + 1), maxVariadicPorts) }, (_, i) => `${inputs.stem}${i + 1}`);
}

/** True where the kind has an input port of this name. */
export function hasInputPort(kind: LayerKind, port: string): boolean {
  return kind.inputs.type === 'fixed' ? kind.inputs.names.includes(port) : portNumber(kind.inputs.stem, port) !== undefined;
}

/** Position of an input port, for ordering; fixed ports in declared order, variadic ones by number. */
export function inputPortRank(kind: LayerKind, port: string): number {
  return kind.inputs.type === 'fixed' ? kind.inputs.names.indexOf(port) : (portNumber(kind.inputs.stem, port) ?? -1);
}

const maxVariadicPorts = 64;

function portNumber(stem: string, port: string): number | undefined {
  if (!port.startsWith(stem)) return undefined;
  const digits = port.slice(stem.length);
  const number = /^[1-9]\d{0,2}$/.test(digits) ? Number(digits) : NaN;
  return number >= 1 && number <= maxVariadicPorts ? number : undefined;
}

/** What a plan op's target gets: the op with its attributes typed. */
export interface TypedOp<A> extends PlanOp {
  readonly attrs: A & Attrs;
}
