// The limits of initial values: those of torch.nn.init, and what no draw can meet.

import { compareIds, type Graph } from './graph.ts';
import type { Problem, ProblemSite } from './problems.ts';
import { elementCount } from './shape.ts';
import type { Initialisation, InitScheme, WeightSpec } from './weights.ts';

type Weights = readonly WeightSpec[];

/**
 * `init-value` for every number of the initialisation of the network, or of one node, that nothing can be drawn with; and for
 * a node that is given other than as many numbers as it has weights. `weightsOf` is a node's, none where they are not known.
 */
export function initProblems(
  network: Initialisation | undefined, graph: Graph, weightsOf: (id: string) => Weights = () => [],
): Problem[] {
  const ids = Object.keys(graph.nodes).sort(compareIds);
  return [
    ...partProblems(network, { attr: 'initialisation' }, []),
    ...ids.flatMap((id) => partProblems(graph.nodes[id]?.initialisation, { node: id, attr: 'initialisation' }, weightsOf(id))),
  ];
}

function partProblems(initialisation: Initialisation | undefined, site: ProblemSite, weights: Weights): Problem[] {
  return (['weight', 'bias'] as const).flatMap((part) => {
    const scheme = initialisation?.[part];
    const wanted = weights.find(({ init }) => init.type === 'default' && init.part === part);
    const mismatch = scheme && findMismatch(scheme, site, part, wanted);
    if (mismatch) return [mismatch];
    const fault = scheme && findFault(scheme);
    if (!fault) return [];
    const message = `${fault.what} of the initial ${part} must be ${fault.expected}, received ${fault.value}`;
    return [{ code: 'init-value', severity: 'error', site, message }];
  });
}

interface Fault {
  readonly what: string;
  readonly expected: string;
  readonly value: number;
}

function findFault(scheme: InitScheme): Fault | undefined {
  const finite = (what: string, value: number): Fault | undefined => (Number.isFinite(value) ? undefined : { what, expected: 'a finite number', value });
  const atLeast = (what: string, value: number, least: number): Fault | undefined =>
    value >= least && Number.isFinite(value) ? undefined : { what, expected: `a number of at least ${least}`, value };
  switch (scheme.scheme) {
    case 'default':
    case 'zeros':
    case 'values':
      return undefined;
    case 'uniform': return finite('low', scheme.low) ?? atLeast('high', scheme.high, scheme.low);
    case 'normal': return finite('mean', scheme.mean) ?? atLeast('standard deviation', scheme.std, 0);
    case 'constant': return finite('value', scheme.value);
    default: return finite('gain', scheme.gain ?? 1);
  }
}

/** Numbers that were given for a layer of another size. */
function findMismatch(
  scheme: InitScheme, site: ProblemSite, part: 'weight' | 'bias', wanted: WeightSpec | undefined,
): Problem | undefined {
  if (scheme.scheme !== 'values' || !wanted) return undefined;
  const [given, count] = [scheme.values.length, elementCount(wanted.shape)];
  if (given === count) return undefined;
  return {
    code: 'init-value', severity: 'error', site,
    message: `the initial ${part} is given as ${given} numbers; expected ${count}, as many as the layer has`,
    hint: 'The layer had another size when its numbers were given.',
    ...(site.node !== undefined && {
      fix: {
        label: 'Draw its initial weights as PyTorch does',
        action: { type: 'setInitialisation', node: site.node, weight: { scheme: 'default' } },
      },
    }),
  };
}
