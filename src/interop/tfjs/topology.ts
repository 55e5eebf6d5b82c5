// From a plan to the model topology that tfjs saves and loads (Keras JSON of stock layers), and the variables
// of those layers. Plain data; training and export both start here, so they cannot disagree.

import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { NetworkPlan, PlanOp } from '../../core/plan.ts';
import { placeProblem, type Problem } from '../../core/problems.ts';
import type { Shape } from '../../core/shape.ts';
import type { TfjsBuilder, TfjsLayerName, TfjsTarget, WeightBinding, WeightLayout } from '../../core/tfjs-target.ts';
import { weightKey } from '../../core/weights.ts';
import { nameLayers } from './layer-names.ts';
import { channelsLast, tfjsShape } from './layout.ts';
import { stockLayers } from './stock-layers.ts';

/** One variable of a stock layer, and the tensor of the network that it holds. */
export interface TfjsVariable {
  /** As in the saved weights: "conv1/kernel". */
  readonly name: string;
  /** In tfjs's axis order. */
  readonly shape: Shape;
  readonly source:
    | { readonly key: string; readonly layout: WeightLayout; readonly rows?: readonly [start: number, end: number] }
    | { readonly constant: number };
  /** False for running statistics, constants and frozen nodes. */
  readonly trainable: boolean;
}

/** A layer as saved models describe it. */
export interface LayerJson {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** At most one call: for each input the layer it comes from, node index, tensor index, arguments. */
  readonly inbound_nodes: readonly (readonly (readonly [name: string, node: 0, tensor: 0, kwargs: object])[])[];
}

/** The `modelTopology` of a model.json: Keras JSON of a functional model. */
export interface ModelTopology {
  readonly class_name: 'Model';
  readonly config: {
    readonly name: string;
    /** Each after the layers it reads; the first is the input. */
    readonly layers: readonly LayerJson[];
    readonly input_layers: readonly (readonly [name: string, node: 0, tensor: 0])[];
    readonly output_layers: readonly (readonly [name: string, node: 0, tensor: 0])[];
  };
  readonly keras_version: string;
  readonly backend: string;
}

export interface TfjsModel {
  readonly modelTopology: ModelTopology;
  readonly variables: readonly TfjsVariable[];
  /** Op id -> name of the layer whose output is the op's value (channels last). */
  readonly layerOf: Readonly<Record<string, string>>;
  /** Layer name -> id of the op that it is part of. */
  readonly opOf: Readonly<Record<string, string>>;
}

/** A stock layer under construction; it gets its name when all layers of its op are known. */
export interface LayerDraft {
  readonly op: PlanOp;
  readonly stock: TfjsLayerName | 'input';
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly LayerDraft[];
  readonly bindings: readonly WeightBinding[];
}

/** What tfjs cannot do exactly in this plan. Codes: `tfjs-unsupported` and those of the layers' own limits. */
export function tfjsProblems(plan: NetworkPlan, layers: LayerRegistry): Problem[] {
  return plan.ops.flatMap((op) => {
    if (op.id === plan.inputId) return [];
    const target = targetOf(op, layers);
    if (target) return (target.limits?.(op) ?? []).map((draft) => placeProblem(draft, op.id));
    return [placeProblem({ code: 'tfjs-unsupported', message: `tfjs has no layer for ${op.kind}` }, op.id)];
  });
}

/** Lowers a plan to stock layers. Problems that are errors keep it from being lowered. */
export function buildTfjsModel(plan: NetworkPlan, layers: LayerRegistry): { model: TfjsModel } | { problems: readonly Problem[] } {
  const problems = tfjsProblems(plan, layers);
  if (problems.some(({ severity }) => severity === 'error')) return { problems };

  const drafts: LayerDraft[] = [];
  const values = new Map<string, LayerDraft>();
  for (const op of plan.ops) values.set(op.id, lowerOp(op, plan, layers, values, drafts));
  const names = nameLayers(drafts, values);
  const nameOf = (id: string) => names.get(values.get(id) as LayerDraft) as string;
  return {
    model: {
      modelTopology: {
        class_name: 'Model',
        config: {
          name: 'convloom',
          layers: drafts.map((draft) => layerJson(draft, names)),
          input_layers: [[nameOf(plan.inputId), 0, 0]],
          output_layers: [[nameOf(plan.outputId), 0, 0]],
        },
        keras_version: 'tfjs-layers 4.22.0',
        backend: 'tensor_flow.js',
      },
      variables: drafts.flatMap((draft) => variablesOf(draft, names)),
      layerOf: Object.fromEntries(plan.ops.map(({ id }) => [id, nameOf(id)])),
      opOf: Object.fromEntries(drafts.map((draft) => [names.get(draft) as string, draft.op.id])),
    },
  };
}

function targetOf(op: PlanOp, layers: LayerRegistry): TfjsTarget<PlanOp['attrs']> | undefined {
  return layers.get(op.kind)?.targets.tfjs;
}

function lowerOp(
  op: PlanOp, plan: NetworkPlan, layers: LayerRegistry, values: ReadonlyMap<string, LayerDraft>, drafts: LayerDraft[],
): LayerDraft {
  const add = (draft: LayerDraft): LayerDraft => {
    drafts.push(draft);
    return draft;
  };
  if (op.id === plan.inputId) {
    const config = { batch_input_shape: [null, ...channelsLast(op.outputShape)], dtype: 'float32', sparse: false };
    return add({ op, stock: 'input', config, inputs: [], bindings: [] });
  }
  const builder: TfjsBuilder<LayerDraft> = {
    layer: (stock, config, input, bindings = []) =>
      add({ op, stock, config, inputs: Array.isArray(input) ? input : [input as LayerDraft], bindings }),
  };
  const inputs = op.inputs.map((id) => values.get(id) as LayerDraft);
  return (targetOf(op, layers) as TfjsTarget<PlanOp['attrs']>).lower(op, inputs as [LayerDraft, ...LayerDraft[]], builder);
}

function layerJson(draft: LayerDraft, names: ReadonlyMap<LayerDraft, string>): LayerJson {
  const name = names.get(draft) as string;
  if (draft.stock === 'input') return { name, class_name: 'InputLayer', config: { ...draft.config, name }, inbound_nodes: [] };
  const { className, spatial } = stockLayers[draft.stock];
  const settings = Object.entries(draft.config).map(([key, value]) => [toSnakeCase(key), value]);
  return {
    name,
    class_name: className,
    config: { ...Object.fromEntries(settings), ...(spatial && { data_format: 'channels_last' }), name, trainable: !draft.op.frozen },
    inbound_nodes: [draft.inputs.map((input) => [names.get(input) as string, 0, 0, {}])],
  };
}

function toSnakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function variablesOf(draft: LayerDraft, names: ReadonlyMap<LayerDraft, string>): TfjsVariable[] {
  const { op, stock, bindings } = draft;
  if (stock === 'input') return [];
  return bindings.map((binding, i) => {
    const name = `${names.get(draft)}/${stockLayers[stock].variables[i]}`;
    const { weight, layout = 'same', rows } = binding;
    // Only vectors over the op's channels are ever filled with a constant (BatchNorm without affine).
    if (typeof weight === 'number') return { name, shape: [op.outputShape[0] ?? 0], source: { constant: weight }, trainable: false };
    const spec = op.weights.find((candidate) => candidate.name === weight);
    if (!spec) throw new Error(`${op.kind} binds "${weight}", which is not among its weights`);
    const shape = rows ? [rows[1] - rows[0], ...spec.shape.slice(1)] : spec.shape;
    return {
      name,
      shape: tfjsShape(shape, layout, op.inputShapes[0]?.[0] ?? 0),
      source: { key: weightKey(op.id, weight), layout, ...(rows && { rows }) },
      trainable: spec.role === 'parameter' && !op.frozen,
    };
  });
}
