// While a wire is being drawn: which ports would take it, and why the others would not. Ports read their own
// verdict, so starting a wire renders cards once and moving it renders none.

import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { canConnect } from '../../core/connect.ts';
import type { Graph, PortRef } from '../../core/graph.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { Cards } from './card-data.ts';

export type Side = 'input' | 'output';

export interface WireEnd extends PortRef {
  readonly side: Side;
}

export interface Connecting {
  readonly from: WireEnd;
  /** Shape it carries, in words; empty where unknown. */
  readonly label: string;
  /** By port key: empty where the port takes the wire, otherwise why not. */
  readonly verdicts: ReadonlyMap<string, string>;
}

type ConnectingStore = StoreApi<{ readonly wire: Connecting | undefined }>;

export function createConnectingStore(): ConnectingStore {
  return createStore<{ wire: Connecting | undefined }>(() => ({ wire: undefined }));
}

export const ConnectingContext = createContext<ConnectingStore | undefined>(undefined);

export function useConnecting<T>(select: (wire: Connecting | undefined) => T): T {
  const store = useContext(ConnectingContext);
  if (!store) throw new Error('useConnecting needs a ConnectingContext around it');
  return useStore(store, (state) => select(state.wire));
}

export function portKey(node: string, side: Side, port: string): string {
  return `${side} ${node} ${port}`;
}

/** Judges every port that a wire from `from` could end at. */
export function judgePorts(graph: Graph, cards: Cards, layers: LayerRegistry, from: WireEnd): Map<string, string> {
  const verdicts = new Map<string, string>();
  const side: Side = from.side === 'output' ? 'input' : 'output';
  for (const [node, card] of cards) {
    for (const port of side === 'input' ? card.inputs : card.outputs) {
      const end = { node, port };
      const [problem] = side === 'input' ? canConnect(graph, from, end, layers) : canConnect(graph, end, from, layers);
      verdicts.set(portKey(node, side, port), problem?.message ?? '');
    }
  }
  return verdicts;
}
