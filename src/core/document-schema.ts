// The schema of a document of the newest version. It checks form, not sense: whether an attribute is in range or an
// edge leads anywhere is the analysis's to say, so that a flawed network can still be opened and mended.
// Each message is what a value should have been, in words that follow "expected".

import * as v from 'valibot';
import type { AttrValue } from './attrs.ts';
import { documentFormat, documentVersion, maxPosition, type NetworkDocument } from './document.ts';
import { lossTypes } from './losses.ts';
import { scheduleTypes } from './schedules.ts';
import { defaultTraining, optimizerTypes } from './training-config.ts';

export const maxNodes = 10_000;
export const maxEdges = 50_000;

const id = v.pipe(
  v.string('an id'),
  v.regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/, 'an id of at most 200 letters, digits, "_", "." and "-"'),
);
const text = (most: number) => v.pipe(v.string('text'), v.maxLength(most, `text of at most ${most} characters`));
const number = v.pipe(v.number('a number'), v.finite('a finite number'));
const integer = v.pipe(v.number('a whole number'), v.safeInteger('a whole number'));
const boolean = v.boolean('true or false');
const oneOf = <const T extends readonly string[]>(options: T) => v.picklist(options, listed(options));

function listed(options: readonly string[]): string {
  const quoted = options.map((option) => `"${option}"`);
  return quoted.length === 1 ? quoted.join() : `one of ${quoted.join(', ')}`;
}

/** Valibot takes a list for an object. */
const notList = v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'an object');

/** One option of a variant: an object with these keys and no others. */
const option = <const E extends v.ObjectEntries>(entries: E) =>
  v.strictObject(entries, (issue) => (issue.expected === 'never' ? `one of the keys ${Object.keys(entries).join(', ')}` : 'a value'));

/** An object with these keys and no others. */
const object = <const E extends v.ObjectEntries>(entries: E) => v.pipe(notList, option(entries));

/** An object by id. */
const record = <S extends v.GenericSchema>(value: S, most: number, what: string) =>
  v.pipe(
    notList,
    v.record(id, value, 'an object'),
    v.check((entries) => Object.keys(entries).length <= most, `at most ${most.toLocaleString('en-US')} ${what}`),
  );

const attrValue = v.custom<AttrValue>(
  (value) =>
    value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value) ||
    (Array.isArray(value) && value.length <= 64 && value.every(Number.isFinite)),
  'a number, text, true, false, null or a list of at most 64 numbers',
);

/** Numbers, words and switches, as datasets declare them. */
const datasetOption = v.custom<number | string | boolean>(
  (value) => (typeof value === 'string' && value.length <= 1000) || typeof value === 'boolean' || Number.isFinite(value),
  'a number, text of at most 1000 characters, true or false',
);

const drawn = [
  option({ scheme: v.literal('default') }),
  option({ scheme: v.picklist(['xavierUniform', 'xavierNormal', 'heUniform', 'heNormal']), gain: v.exactOptional(number) }),
  option({ scheme: v.literal('uniform'), low: number, high: number }),
  option({ scheme: v.literal('normal'), mean: number, std: number }),
  option({ scheme: v.literal('constant'), value: number }),
  option({ scheme: v.literal('zeros') }),
] as const;
const drawnNames = ['default', 'xavierUniform', 'xavierNormal', 'heUniform', 'heNormal', 'uniform', 'normal', 'constant', 'zeros'];
const scheme = v.variant('scheme', drawn, schemeMessage(drawnNames));

/** Of the largest layer whose initial weights a document may carry itself. */
const mostGiven = 1_000_000;
const given = v.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.length >= 1 && value.length <= mostGiven && value.every(Number.isFinite),
  `a list of 1 to ${mostGiven.toLocaleString('en-US')} finite numbers`,
);
const ownScheme = v.variant('scheme', [...drawn, option({ scheme: v.literal('values'), values: given })], schemeMessage([...drawnNames, 'values']));

const adamSettings = { learningRate: number, beta1: number, beta2: number, eps: number, weightDecay: number };

const optimizer = v.variant(
  'type',
  [
    option({ type: v.literal('sgd'), learningRate: number, momentum: number, weightDecay: number, nesterov: v.exactOptional(boolean) }),
    option({ type: v.literal('adam'), ...adamSettings }),
    option({ type: v.literal('adamw'), ...adamSettings }),
    option({
      type: v.literal('rmsprop'), learningRate: number, alpha: number, eps: number, momentum: number, weightDecay: number,
      centered: v.exactOptional(boolean),
    }),
    option({
      type: v.literal('adagrad'), learningRate: number, lrDecay: number, eps: number, initialAccumulatorValue: number, weightDecay: number,
    }),
  ],
  schemeMessage(optimizerTypes),
);

/** A variant complains either of its discriminator or of not being an object at all. */
function schemeMessage(options: readonly string[]): (issue: v.VariantIssue) => string {
  return (issue) => (issue.path ? listed(options) : 'an object');
}

const initialisation = object({ weight: v.exactOptional(scheme), bias: v.exactOptional(scheme) });
const ownInitialisation = object({ weight: v.exactOptional(ownScheme), bias: v.exactOptional(ownScheme) });

const node = object({
  kind: text(100),
  name: v.exactOptional(text(200)),
  attrs: v.exactOptional(record(attrValue, 100, 'attributes')),
  frozen: v.exactOptional(boolean),
  bypassed: v.exactOptional(boolean),
  initialisation: v.exactOptional(ownInitialisation),
});

const edge = object({ source: id, sourcePort: id, target: id, targetPort: id });

const group = object({
  name: text(200),
  members: v.pipe(v.array(id, 'a list of node ids'), v.maxLength(maxNodes, `at most ${maxNodes.toLocaleString('en-US')} node ids`)),
  repeat: v.exactOptional(v.pipe(integer, v.minValue(1, 'a whole number of at least 1'))),
});

const graph = object({
  nodes: record(node, maxNodes, 'nodes'),
  edges: record(edge, maxEdges, 'edges'),
  groups: v.exactOptional(record(group, maxNodes, 'groups')),
});

const reach = `a number from -${maxPosition.toLocaleString('en-US')} to ${maxPosition.toLocaleString('en-US')}`;
const coordinate = v.pipe(v.number(reach), v.minValue(-maxPosition, reach), v.maxValue(maxPosition, reach));

const layout = object({ nodes: record(object({ x: coordinate, y: coordinate }), maxNodes, 'positions') });

const validation = v.union([v.literal('test'), number], '"test" or a fraction of the training part');

const warmup = v.exactOptional(object({ startFactor: number, totalIters: integer }));

const schedule = v.variant(
  'type',
  [
    option({ type: v.literal('constant'), warmup }),
    option({ type: v.literal('step'), stepSize: integer, gamma: number, warmup }),
    option({ type: v.literal('cosine'), tMax: v.exactOptional(integer), etaMin: number, warmup }),
    option({
      type: v.literal('oneCycle'), pctStart: number, divFactor: number, finalDivFactor: number, annealStrategy: oneOf(['cos', 'linear']),
      threePhase: boolean, cycleMomentum: boolean, baseMomentum: number, maxMomentum: number, warmup,
    }),
    option({
      type: v.literal('plateau'), factor: number, patience: integer, threshold: number, thresholdMode: oneOf(['rel', 'abs']), cooldown: integer,
      minLr: number, eps: number, warmup,
    }),
  ],
  schemeMessage(scheduleTypes),
);

const training = object({
  dataset: text(100),
  augmentation: v.exactOptional(object({
    shift: v.exactOptional(number), rotate: v.exactOptional(number), scale: v.exactOptional(number), flip: v.exactOptional(boolean), noise: v.exactOptional(number), cutOut: v.exactOptional(number),
  })),
  datasetOptions: v.exactOptional(record(datasetOption, 100, 'options')),
  loss: oneOf(lossTypes),
  labelSmoothing: v.exactOptional(number),
  schedule: v.exactOptional(schedule),
  earlyStopping: v.exactOptional(object({ metric: oneOf(['loss', 'accuracy']), patience: integer, minDelta: number })),
  keepBest: v.exactOptional(boolean),
  clipping: v.exactOptional(object({ type: oneOf(['norm', 'value']), max: number })),
  optimizer,
  batchSize: integer,
  epochs: integer,
  seed: integer,
  seeds: v.exactOptional(object({ weights: v.exactOptional(integer), order: v.exactOptional(integer), dropout: v.exactOptional(integer) })),
  shuffle: boolean,
  validation,
  initialisation: v.exactOptional(initialisation),
});

/** A document of version 1; `layout` and `training` may be left out and are then filled in. */
export const documentSchema: v.GenericSchema<unknown, NetworkDocument> = object({
  format: v.literal(documentFormat, `"${documentFormat}"`),
  version: v.literal(documentVersion, String(documentVersion)),
  name: text(200),
  notes: v.exactOptional(text(100_000)),
  graph,
  layout: v.optional(layout, { nodes: {} }),
  training: v.optional(training, defaultTraining),
  variants: v.exactOptional(record(object({ name: text(200), graph, layout, training: v.exactOptional(training) }), 100, 'variants')),
  weights: v.exactOptional(object({ path: text(1000), format: oneOf(['safetensors', 'tfjs']) })),
});
