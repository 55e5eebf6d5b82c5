// What keeps a sound network from being trained as its config says, or makes it train badly: network, config and
// dataset held against each other. Works on networks with other problems too, as far as shapes are known.

import { analyze, type Analysis, type NodeFacts } from './analyze.ts';
import { augmentationProblems } from './augmentation.ts';
import type { DatasetInfo, Preprocessing } from './data.ts';
import { optionProblems, sizedInfo, trainingCountOf } from './dataset-options.ts';
import type { NetworkDocument } from './document.ts';
import { compareIds, nodeLabel, type Graph } from './graph.ts';
import { initProblems } from './init-problems.ts';
import type { LayerRegistry } from './layer-kind.ts';
import { lossName, losses, outputsNeeded, type LossType } from './losses.ts';
import { ownPrefix } from './own-data.ts';
import type { Fix, Problem } from './problems.ts';
import { elementCount, formatShape, sameShape, type Shape } from './shape.ts';
import { readTargets, targetObstacle, targetTypeHint } from './target-reading.ts';
import { settingProblems } from './training-attrs.ts';
import type { TrainingConfig } from './training-config.ts';

/**
 * Problems of training this document; those of the network itself are the analysis's.
 * A site with an attr and no node is a setting of training.
 * Codes: `training-invalid`, `init-value`, `dataset-unknown`, `dataset-option`, `dataset-option-unknown`, `augmentation-invalid`, `augmentation-needs-images`, `channels-differ`, `size-differs`, `output-not-features`,
 * `too-few-outputs`, `more-outputs-than-classes`, `activation-before-loss`, `no-probabilities`, `batch-of-one`, `nothing-to-train`;
 * where there are numbers to predict: `loss-needs-classes`, `outputs-differ`, `targets-add-up`.
 */
export function trainingProblems(
  { graph, training }: Pick<NetworkDocument, 'graph' | 'training'>, layers: LayerRegistry, datasets: ReadonlyMap<string, DatasetInfo>,
): Problem[] {
  const network = readNetwork(graph, analyze(graph, layers));
  const problems = [...settingProblems(training), ...initProblems(training.initialisation, graph, (id) => factsOf(network.analysis, id)?.weights ?? []), ...outputKindProblems(network, training.loss), ...nothingToTrain(network)];
  const known = datasets.get(training.dataset);
  const dataset = known && sizedInfo(known, training.datasetOptions);
  if (!dataset) {
    const ids = [...datasets.keys()].map((id) => `"${id}"`).join(', ');
    return [...problems, {
      code: 'dataset-unknown', severity: 'error', site: { attr: 'dataset' },
      message: `dataset must be one of ${ids}, received ${JSON.stringify(training.dataset)}`,
    }];
  }
  return [
    ...problems, ...optionProblems(dataset, training.datasetOptions), ...augmentationProblems(training.augmentation, inputShapeOf(network)), ...inputProblems(network, dataset),
    ...outputShapeProblems(network, training.loss, dataset), ...batchProblems(network, training, dataset),
  ];
}

interface Network {
  readonly graph: Graph;
  readonly analysis: Analysis;
  readonly inputId: string | undefined;
  readonly outputId: string | undefined;
  /** From the Output backwards: the single chain of nodes that make its value, bypassed ones left out. */
  readonly tail: readonly string[];
}

function readNetwork(graph: Graph, analysis: Analysis): Network {
  const find = (kind: string) => Object.keys(graph.nodes).sort(compareIds).find((id) => graph.nodes[id]?.kind === kind);
  const outputId = find('Output');
  const tail: string[] = [];
  const seen = new Set<string>();
  // A cycle would lead here again.
  for (let id = sourceOf(analysis, outputId); id !== undefined && !seen.has(id); id = sourceOf(analysis, id)) {
    seen.add(id);
    if (!graph.nodes[id]?.bypassed) tail.push(id);
  }
  return { graph, analysis, inputId: find('Input'), outputId, tail };
}

/** The one node that feeds `id`, if there is just one. */
function sourceOf(analysis: Analysis, id: string | undefined): string | undefined {
  const sources = id === undefined ? [] : (factsOf(analysis, id)?.sources ?? []);
  return sources.length === 1 ? sources[0]?.node : undefined;
}

function factsOf(analysis: Analysis, id: string | undefined): NodeFacts | undefined {
  return id === undefined ? undefined : analysis.nodes[id];
}

/** Of the Input, or of an image where that is not known. */
function inputShapeOf({ analysis, inputId }: Network): Shape {
  return factsOf(analysis, inputId)?.outputShape ?? [1, 1, 1];
}

function inputProblems({ analysis, inputId }: Network, dataset: DatasetInfo): Problem[] {
  const attrs = factsOf(analysis, inputId)?.attrs as Preprocessing | undefined;
  if (inputId === undefined || !attrs) return [];
  const { shape, resize } = attrs;
  const { inputShape: images, name } = dataset;
  const setShape: Fix = { label: `Set shape to ${formatShape(images)}`, action: { type: 'setAttr', node: inputId, attr: 'shape', value: images } };
  const site = { node: inputId, attr: 'shape' };
  if (images.length === 1) {
    if (elementCount(shape) === images[0]) return [];
    const message = `an example of ${name} has ${plural(images[0] ?? 0, 'number')}, and the input takes ${formatShape(shape)}`;
    return [{ code: 'size-differs', severity: 'error', site, message, fix: setShape }];
  }
  if (shape.length === 1) {
    if (shape[0] === elementCount(images)) return [];
    return [{
      code: 'size-differs', severity: 'error', site,
      message: `a flat input takes the ${elementCount(images)} pixels of ${name} (${formatShape(images)}), received ${shape[0]}`, fix: setShape,
    }];
  }
  if (shape[0] !== images[0]) {
    const value = shape.with(0, images[0] ?? 1);
    return [{
      code: 'channels-differ', severity: 'error', site,
      message: `images of ${name} have ${plural(images[0] ?? 0, 'channel')}, and the input expects ${shape[0]}`,
      fix: { label: `Set shape to ${formatShape(value)}`, action: { type: 'setAttr', node: inputId, attr: 'shape', value } },
    }];
  }
  if (resize !== 'none' || sameShape(shape, images)) return [];
  return [{
    code: 'size-differs', severity: 'error', site: { node: inputId, attr: 'resize' },
    message: `images of ${name} are ${formatShape(images)}, the input expects ${formatShape(shape)}, and resize is "none"`,
    fix: { label: 'Resize bilinearly', action: { type: 'setAttr', node: inputId, attr: 'resize', value: 'bilinear' } },
  }];
}

function outputShapeProblems(network: Network, loss: LossType, dataset: DatasetInfo): Problem[] {
  const { analysis, outputId } = network;
  const shape = factsOf(analysis, outputId)?.outputShape;
  if (outputId === undefined || !shape) return [];
  const site = { node: outputId, port: 'in' };
  if (readTargets(dataset, loss).as === 'numbers') return targetProblems(network, outputId, shape, loss, dataset);
  const classes = dataset.classNames.length;
  if (shape.length !== 1) {
    return [{
      code: 'output-not-features', severity: 'error', site,
      message: `${lossName(loss)} takes a list of ${classes} ${losses[loss].outputs === 'logits' ? 'logits' : 'numbers'}, received ${formatShape(shape)}`,
      hint: `A classifier usually ends in Flatten and a Linear of ${classes} out features.`,
      fix: { label: 'Insert Flatten before the output', action: { type: 'insertBefore', node: outputId, kind: 'Flatten' } },
    }];
  }
  const features = shape[0] ?? 0;
  if (features === outputsNeeded(loss, features, classes)) return [];
  const fix = setOutputs(network, classes);
  if (features < classes) {
    return [{
      code: 'too-few-outputs', severity: 'error', site,
      message: `${dataset.name} has ${plural(classes, 'class', 'classes')}, and the network has ${plural(features, 'output')}`, ...fix,
    }];
  }
  return [{
    code: 'more-outputs-than-classes', severity: 'warning', site,
    message: `${dataset.name} has ${plural(classes, 'class', 'classes')}, and the network has ${plural(features, 'output')}; the others learn to stay low`, ...fix,
  }];
}

/** A number to predict for each output. Codes: `loss-needs-classes`, `targets-add-up` (warning), `outputs-differ`. */
function targetProblems(network: Network, outputId: string, shape: Shape, loss: LossType, dataset: DatasetInfo): Problem[] {
  const { name, targetNames = [], targetValues } = dataset;
  const wanted = targetNames.length;
  const problems: Problem[] = [];
  const message = targetObstacle(dataset, loss);
  const hint = wanted === 1 && dataset.id.startsWith(ownPrefix) ? targetTypeHint : undefined;
  if (message !== undefined) problems.push({ code: 'loss-needs-classes', severity: 'error', site: { attr: 'loss' }, message, ...(hint && { hint }) });
  else if (loss === 'crossEntropy' && targetValues !== 'distributions') {
    problems.push({
      code: 'targets-add-up', severity: 'warning', site: { attr: 'loss' },
      message: `the ${wanted} targets of an example of ${name} do not add up to 1; ${lossName(loss)} takes them for shares of one class each`,
      hint: `Where several may hold at once, ${lossName('bceWithLogits')} asks for each by itself.`,
    });
  }
  if (elementCount(shape) === wanted && shape.length === 1) return problems;
  return [...problems, {
    code: 'outputs-differ', severity: 'error', site: { node: outputId, port: 'in' },
    message: `${name} has ${plural(wanted, 'number')} to predict, and the network’s output is ${formatShape(shape)}`,
    ...(dataset.classNames.length > 0 && { hint: targetTypeHint }),
    ...(shape.length === 1 && setOutputs(network, wanted)),
  }];
}

/** The fix that gives the network so many outputs, where its last layer of weights is a Linear. */
function setOutputs({ graph, analysis, tail }: Network, value: number): { fix?: Fix } {
  const last = tail.find((id) => !keepsFeatures(analysis, id));
  if (last === undefined || graph.nodes[last]?.kind !== 'Linear') return {};
  return { fix: { label: `Set out features of ${nodeLabel(graph, last)} to ${value}`, action: { type: 'setAttr', node: last, attr: 'outFeatures', value } } };
}

/** True for nodes behind which the features are still those of the node before: activations, normalisation, dropout. */
function keepsFeatures(analysis: Analysis, id: string): boolean {
  const facts = factsOf(analysis, id);
  const [input] = facts?.inputShapes ?? [];
  return facts?.outputShape !== undefined && input !== undefined && facts.macs === 0 && sameShape(input, facts.outputShape);
}

/** What the last layer and the loss make of each other. */
function outputKindProblems(network: Network, loss: LossType): Problem[] {
  switch (losses[loss].outputs) {
    case 'numbers': return [];
    case 'probabilities': return probabilityProblems(network, loss);
    case 'logits': return logitProblems(network, loss);
  }
}

function logitProblems({ graph, tail: [last] }: Network, loss: LossType): Problem[] {
  const kind = last === undefined ? undefined : graph.nodes[last]?.kind;
  if (last === undefined || (kind !== 'Softmax' && kind !== 'Sigmoid')) return [];
  return [{
    code: 'activation-before-loss', severity: 'warning', site: { node: last },
    message: `${lossName(loss)} takes logits and contains the ${loss === 'crossEntropy' ? 'softmax' : 'sigmoid'}; ${kind} before it weakens the gradients`,
    ...(loss === 'crossEntropy' && { hint: 'The accuracy is the same without it.' }),
    fix: { label: `Remove ${nodeLabel(graph, last)}`, action: { type: 'removeNode', node: last } },
  }];
}

/** The logarithm of what is no probability is no number. */
function probabilityProblems({ graph, outputId, tail }: Network, loss: LossType): Problem[] {
  const last = tail.find((id) => graph.nodes[id]?.kind !== 'Flatten');
  const kind = last === undefined ? undefined : graph.nodes[last]?.kind;
  if (outputId === undefined || last === undefined || kind === 'Sigmoid' || kind === 'Softmax') return [];
  return [{
    code: 'no-probabilities', severity: 'error', site: { node: outputId, port: 'in' },
    message: `${lossName(loss)} takes probabilities from 0 to 1, and ${nodeLabel(graph, last)} is a ${kind}; expected a Sigmoid`,
    hint: `${losses.bceWithLogits.label} needs none.`,
    fix: { label: 'Insert Sigmoid before the output', action: { type: 'insertBefore', node: outputId, kind: 'Sigmoid' } },
  }];
}

function nothingToTrain({ analysis, outputId }: Network): Problem[] {
  const complete = factsOf(analysis, outputId)?.outputShape !== undefined;
  if (!complete || analysis.totals.trainableParameters > 0) return [];
  const frozen = analysis.totals.parameters > 0;
  return [{
    code: 'nothing-to-train', severity: 'error', site: {},
    message: frozen ? 'all parameters are frozen; expected some that train' : 'the network has no parameters; expected some that train',
    hint: frozen ? 'Unfreeze a layer.' : 'Add a Conv2d or a Linear layer.',
  }];
}

/** As PyTorch refuses them: batch statistics over a single value a channel. */
function batchProblems({ graph, analysis }: Network, config: TrainingConfig, dataset: DatasetInfo): Problem[] {
  const size = config.batchSize;
  const total = trainingCountOf(dataset, config.datasetOptions);
  const training = total === undefined || config.validation === 'test' ? total : total - Math.round(total * config.validation);
  const lastSize = training === undefined ? size : training % size || size;
  if (size !== 1 && lastSize !== 1) return [];
  const message = size === 1
    ? 'batch normalisation needs more than one value a channel, and the batch size is 1'
    : `batch normalisation needs more than one value a channel, and the last of ${training?.toLocaleString('en-US')} examples is alone in its batch of ${size}`;
  return Object.keys(graph.nodes).sort(compareIds).flatMap((id): Problem[] => {
    const node = graph.nodes[id];
    const facts = factsOf(analysis, id);
    const [, height = 1, width = 1] = facts?.outputShape ?? [];
    const single = facts?.reachesOutput === true && facts.outputShape !== undefined && height * width === 1;
    if (!single || !node?.kind.startsWith('BatchNorm') || node.frozen || node.bypassed) return [];
    return [{ code: 'batch-of-one', severity: 'error', site: { node: id }, message, hint: 'Choose another batch size.' }];
  });
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
