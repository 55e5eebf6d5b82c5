// The ranges of a training config's numbers, and of initialisations: torch.optim's and torch.nn.init's own.

import type { Graph } from './graph.ts';
import { compareIds } from './graph.ts';
import type { Problem, ProblemSite } from './problems.ts';
import type { OptimizerConfig, TrainingConfig } from './training-config.ts';
import type { Initialisation, InitScheme } from './weights.ts';

interface Rule {
  readonly expected: string;
  readonly holds: (value: number) => boolean;
}

const atLeast = (least: number): Rule => ({ expected: `a number of at least ${least}`, holds: (value) => Number.isFinite(value) && value >= least });
const count: Rule = { expected: 'a whole number of at least 1', holds: (value) => Number.isSafeInteger(value) && value >= 1 };
const decay: Rule = { expected: 'a number from 0 to below 1', holds: (value) => value >= 0 && value < 1 };
const seed: Rule = { expected: 'a whole number of at least 0', holds: (value) => Number.isSafeInteger(value) && value >= 0 };
const share: Rule = { expected: '"test" or a fraction between 0 and 1', holds: (value) => value > 0 && value < 1 };
const finite: Rule = { expected: 'a finite number', holds: Number.isFinite };

const configRules = { batchSize: count, epochs: count, seed } as const;
const optimizerRules: Readonly<Record<Exclude<OptimizerNumber, 'type'>, Rule>> = {
  learningRate: atLeast(0), momentum: atLeast(0), weightDecay: atLeast(0), beta1: decay, beta2: decay, eps: atLeast(0),
};
type OptimizerNumber = OptimizerConfig extends infer O ? (O extends unknown ? keyof O : never) : never;

/** `training-value` for every number of the config that PyTorch would refuse, `init-value` for those of initialisations. */
export function valueProblems(config: TrainingConfig, graph: Graph): Problem[] {
  const problems: Problem[] = [];
  const check = (training: string, words: string, value: unknown, rule: Rule): void => {
    if (typeof value === 'number' && rule.holds(value)) return;
    const message = `${words} must be ${rule.expected}, received ${show(value)}`;
    problems.push({ code: 'training-value', severity: 'error', site: { training }, message });
  };
  for (const key of ['batchSize', 'epochs', 'seed'] as const) check(key, inWords(key), config[key], configRules[key]);
  for (const [key, value] of Object.entries(config.optimizer)) {
    if (key !== 'type') check(`optimizer.${key}`, inWords(key), value, optimizerRules[key as keyof typeof optimizerRules]);
  }
  if (config.validation !== 'test') check('validation', 'validation', config.validation, share);

  problems.push(...initProblems(config.initialisation, { training: 'initialisation' }));
  for (const id of Object.keys(graph.nodes).sort(compareIds)) problems.push(...initProblems(graph.nodes[id]?.initialisation, { node: id }));
  return problems;
}

function initProblems(initialisation: Initialisation | undefined, site: ProblemSite): Problem[] {
  return (['weight', 'bias'] as const).flatMap((part) => {
    const fault = initialisation?.[part] && schemeFault(initialisation[part]);
    return fault ? [{ code: 'init-value', severity: 'error', site, message: `${fault.what} of the initial ${part} must be ${fault.expected}, received ${show(fault.value)}` }] : [];
  });
}

function schemeFault(scheme: InitScheme): { what: string; expected: string; value: unknown } | undefined {
  const rule = (what: string, value: number, { expected, holds }: Rule) => (holds(value) ? undefined : { what, expected, value });
  switch (scheme.scheme) {
    case 'uniform':
      return rule('low', scheme.low, finite) ?? rule('high', scheme.high, atLeast(scheme.low));
    case 'normal':
      return rule('mean', scheme.mean, finite) ?? rule('standard deviation', scheme.std, atLeast(0));
    case 'constant':
      return rule('value', scheme.value, finite);
    case 'default':
    case 'zeros':
      return undefined;
    default:
      return scheme.gain === undefined ? undefined : rule('gain', scheme.gain, finite);
  }
}

/** `learningRate` as "learning rate". */
function inWords(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** NaN and infinity as themselves, where JSON would say null. */
function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
}
