// Topological order: Kahn's algorithm with ties broken by id, so that equal graphs give equal orders.

import { compareIds, indexGraph, type Graph, type GraphIndex } from './graph.ts';

export interface Order {
  /** Every node that is on no cycle and behind none, sources first. */
  readonly sorted: readonly string[];
  /** Nodes on a cycle or behind one. */
  readonly unsorted: readonly string[];
  /** Edges that close a cycle: both ends on the same cycle. */
  readonly cycles: readonly (readonly string[])[];
}

/** Orders nodes so that each comes after all its inputs, and finds cycles. */
export function orderNodes(graph: Graph): Order {
  const { incoming, outgoing } = indexGraph(graph);
  const waiting = new Map<string, number>();
  const ready: string[] = [];
  for (const id of Object.keys(graph.nodes).sort(compareIds)) {
    const count = incoming.get(id)?.length ?? 0;
    if (count === 0) ready.push(id);
    else waiting.set(id, count);
  }
  const sorted: string[] = [];
  for (let i = 0; i < ready.length; i++) {
    const id = ready[i] as string;
    sorted.push(id);
    for (const { edge } of outgoing.get(id) ?? []) {
      const left = (waiting.get(edge.target) ?? 0) - 1;
      if (left === 0) {
        waiting.delete(edge.target);
        ready.push(edge.target);
      } else {
        waiting.set(edge.target, left);
      }
    }
  }
  const unsorted = [...waiting.keys()];
  return { sorted, unsorted, cycles: unsorted.length === 0 ? [] : findCycles(graph, new Set(unsorted)) };
}

/** One cycle per group of nodes that reach each other, as node ids in edge direction. */
function findCycles(graph: Graph, among: Set<string>): string[][] {
  const { outgoing } = indexGraph(graph);
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const start of among) {
    if (done.has(start)) continue;
    const path: string[] = [];
    const place = new Map<string, number>();
    const iterators: Iterator<{ edge: { target: string } }>[] = [];
    const enter = (id: string) => {
      place.set(id, path.length);
      path.push(id);
      iterators.push((outgoing.get(id) ?? [])[Symbol.iterator]());
    };
    enter(start);
    while (path.length > 0) {
      const step = (iterators[iterators.length - 1] as Iterator<{ edge: { target: string } }>).next();
      if (step.done) {
        const left = path.pop() as string;
        iterators.pop();
        place.delete(left);
        done.add(left);
        continue;
      }
      const next = step.value.edge.target;
      if (!among.has(next) || done.has(next)) continue;
      const at = place.get(next);
      if (at === undefined) {
        enter(next);
      } else {
        const cycle = path.slice(at);
        cycles.push(cycle);
        for (const id of cycle) done.add(id);
        break;
      }
    }
    for (const id of path) done.add(id);
  }
  return cycles;
}

/** The last question of each graph: whoever asks of one node and all others is answered by one walk. */
const walks = new WeakMap<GraphIndex, { readonly from: string; readonly to: string; readonly behind: ReadonlySet<string>; readonly before: ReadonlySet<string> }>();

/** True where a path leads from `from` to `to` (also where they are the same node). */
export function reaches(graph: Graph, from: string, to: string): boolean {
  const index = indexGraph(graph);
  const known = walks.get(index);
  if (known?.from === from) return known.behind.has(to);
  if (known?.to === to) return known.before.has(from);
  const behind = walk(from, (id) => index.outgoing.get(id)?.map(({ edge }) => edge.target));
  const before = walk(to, (id) => index.incoming.get(id)?.map(({ edge }) => edge.source));
  walks.set(index, { from, to, behind, before });
  return behind.has(to);
}

/** All nodes that `next` leads to, step by step, and where it began. */
function walk(start: string, next: (id: string) => readonly string[] | undefined): Set<string> {
  const seen = new Set([start]);
  const stack = [start];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    for (const neighbour of next(id) ?? []) {
      if (seen.has(neighbour)) continue;
      seen.add(neighbour);
      stack.push(neighbour);
    }
  }
  return seen;
}
