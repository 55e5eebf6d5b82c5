// Opens a loss landscape and asks for its losses, coarse before fine, a few points at a time.

import { useCallback, useEffect, useState } from 'react';
import type { TrainingClient } from '../../../training/client.ts';
import type { DataPart, LandscapeFacts, LandscapePath, LandscapePlane, NetworkName } from '../../../training/protocol.ts';
import { useIsTraining, type LensNetwork } from '../lens-network.ts';
import { lookingShare } from '../shares.ts';
import { useAnswer } from '../use-answer.ts';
import { emptyLosses, pointOf, rangeAround, refinementOrder, withLosses, type Grid, type Losses } from './grid.ts';

export interface LandscapeWish {
  readonly plane: LandscapePlane;
  readonly part: DataPart;
  readonly count: number;
  /** Points along each axis. */
  readonly side: number;
  /** How far to look around the path, in times of the usual. */
  readonly reach: number;
}

export interface LandscapeView {
  readonly facts: LandscapeFacts;
  readonly grid: Grid;
  readonly losses: Losses;
  /** 0 to 1. */
  readonly done: number;
}

export interface LandscapeState {
  readonly view?: LandscapeView;
  readonly failure?: string;
  readonly isDrawing: boolean;
  readonly draw: () => void;
  readonly stop: () => void;
  readonly path?: LandscapePath | undefined;
}

/** Draws when the wish or the network is another, and when asked. */
export function useLandscape({ client, name, plan, version }: LensNetwork, wish: LandscapeWish): LandscapeState {
  const isTraining = useIsTraining(name);
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ readonly view?: LandscapeView; readonly failure?: string }>({});
  const [drawing, setDrawing] = useState<AbortController>();
  const { plane, part, count, side, reach } = wish;
  // Only whether it trains when a pause is due matters, so a change of it draws nothing anew.
  const [paced] = useState({ isTraining });
  useEffect(() => { paced.isTraining = isTraining; }, [paced, isTraining]);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setDrawing(controller);
    const work = async (): Promise<void> => {
      try {
        for await (const view of drawLandscape({ client, name, wish: { plane, part, count, side, reach }, signal, paced })) setState({ view });
      } catch (error) {
        if (!signal.aborted) setState({ failure: error instanceof Error ? error.message : String(error) });
      }
      setDrawing((now) => (now === controller ? undefined : now));
    };
    void work();
    return () => controller.abort();
  }, [client, name, plan, plane, part, count, side, reach, round, paced]);

  const view = state.view;
  const askPath = useCallback(async (signal: AbortSignal) => ({ version, path: await client.call('landscapePath', undefined, { signal }) }), [client, version]);
  const { answer } = useAnswer(view && name === 'run' ? askPath : undefined);
  const axes = view?.facts.here.length ?? 0;
  // While a landscape is replaced, an answer may be about the one before.
  const path = answer && answer.path.points.length === axes * answer.path.steps.length && (view?.facts.path.steps.length ?? 0) <= answer.path.steps.length && drawing === undefined
    ? answer.path : view?.facts.path;
  return { ...state, isDrawing: drawing !== undefined, draw: () => setRound((n) => n + 1), stop: () => drawing?.abort(), path };
}

interface DrawRequest {
  readonly client: TrainingClient;
  readonly name: NetworkName;
  readonly wish: LandscapeWish;
  readonly signal: AbortSignal;
  readonly paced: { readonly isTraining: boolean };
}

/** Points are asked for so many at a time that an answer takes about this long. */
const answerMs = 150;

/** The landscape as it gets finer. */
export async function* drawLandscape({ client, name, wish: { plane, part, count, side, reach }, signal, paced }: DrawRequest): AsyncGenerator<LandscapeView, void, void> {
  const facts = await client.call('openLandscape', { network: name, plane, part, count }, { signal });
  const grid = gridOf(facts, plane, side, reach);
  let losses = emptyLosses(grid);
  yield { facts, grid, losses, done: 0 };
  const order = refinementOrder(grid);
  let atOnce = 4;
  for (let first = 0; first < order.length;) {
    const indices = order.slice(first, first + atOnce);
    const beganMs = performance.now();
    const answers = await client.call('landscapeLosses', { points: Float32Array.from([...indices].flatMap((index) => pointOf(grid, index))) }, { signal });
    const tookMs = performance.now() - beganMs;
    first += indices.length;
    losses = withLosses(grid, losses, indices, answers);
    yield { facts, grid, losses, done: first / order.length };
    atOnce = Math.max(1, Math.min(256, Math.round((indices.length * answerMs) / Math.max(1, tookMs))));
    if (paced.isTraining) await rest(tookMs * (1 / lookingShare - 1), signal, paced);
  }
}

/** Leaves the time to training; over at once when that pauses. */
async function rest(ms: number, signal: AbortSignal, paced: DrawRequest['paced']): Promise<void> {
  const untilMs = performance.now() + ms;
  while (paced.isTraining && performance.now() < untilMs) {
    signal.throwIfAborted();
    await new Promise((resolve) => { setTimeout(resolve, Math.min(100, untilMs - performance.now())); });
  }
}

/** Around the path and the present weights; directions are about as long as the weights, so 1 is a long way. */
export function gridOf({ here, path }: Pick<LandscapeFacts, 'here' | 'path'>, plane: LandscapePlane, side: number, reach: number): Grid {
  const axes = here.length;
  const along = (axis: number) => path.points.filter((_, i) => i % axes === axis);
  const range = (axis: number) => {
    const at = here[axis] ?? 0;
    if (plane.type === 'random') return rangeAround([], at, 2, reach);
    const coordinates = [...along(axis)];
    const span = Math.max(...coordinates, at) - Math.min(...coordinates, at);
    return rangeAround(coordinates, at, plane.type === 'path' ? Math.max(span, 1e-6) : 4, reach);
  };
  // A slice is cheap, and wants to be smooth.
  if (axes === 1) return { x: range(0), columns: 4 * (side - 1) + 1, y: [0, 0], rows: 1 };
  return { x: range(0), columns: side, y: range(1), rows: side };
}
