// The limits of initial values: those of torch.nn.init, and what no draw can meet.

import { compareIds, type Graph } from './graph.ts';
import type { Problem, ProblemSite } from './problems.ts';
import type { Initialisation, InitScheme } from './weights.ts';

/** `init-value` for every number of the initialisation of the network, or of one node, that nothing can be drawn with. */
export function initProblems(network: Initialisation | undefined, graph: Graph): Problem[] {
  const ids = Object.keys(graph.nodes).sort(compareIds);
  return [
    ...partProblems(network, { attr: 'initialisation' }),
    ...ids.flatMap((id) => partProblems(graph.nodes[id]?.initialisation, { node: id, attr: 'initialisation' })),
  ];
}

function partProblems(initialisation: Initialisation | undefined, site: ProblemSite): Problem[] {
  return (['weight', 'bias'] as const).flatMap((part) => {
    const scheme = initialisation?.[part];
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
      return undefined;
    case 'uniform': return finite('low', scheme.low) ?? atLeast('high', scheme.high, scheme.low);
    case 'normal': return finite('mean', scheme.mean) ?? atLeast('standard deviation', scheme.std, 0);
    case 'constant': return finite('value', scheme.value);
    default: return finite('gain', scheme.gain ?? 1);
  }
}
