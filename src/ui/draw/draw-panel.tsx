// The drawing pad: slides in when a first epoch on digits is done. Draw one, and the network says live what it
// takes it for, and shows what it was given to see.

import { X } from 'lucide-react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { create } from 'zustand';
import type { DatasetInfo } from '../../core/data.ts';
import type { DataFacts, NetworkName } from '../../training/protocol.ts';
import { IconButton } from '../controls/button.tsx';
import { useOpenedNetwork } from '../lenses/opened-network.ts';
import { useOpenedWeights } from '../lenses/opened-weights.ts';
import { useServices, useSession } from '../services.tsx';
import { useRun } from '../training/run-store.ts';
import { DrawingSurface, DrawingTools, useDrawingInput } from './drawing-input.tsx';
import { digitPixels } from './drawing.ts';
import { frameSide } from './mnist-frame.ts';
import { Bars } from './probability-bars.tsx';
import { SeenImage } from './seen-image.tsx';
import { useRecognition } from './use-recognition.ts';
import './draw-panel.css';

const useOpen = create<{ readonly open: boolean }>(() => ({ open: true }));

/** Shows the pad again after it was closed. */
export function openDrawPanel(): void {
  useOpen.setState({ open: true });
}

function close(): void {
  useOpen.setState({ open: false });
}

/** True where there is a trained network to show digits to. */
export function useCanDraw(): boolean {
  const { datasets } = useServices();
  return useRun(({ log: { epochs, data } }) => epochs.length > 0 && isDigits(data, datasets));
}

/** True where the pad was closed by hand. */
export function useDrawPanelClosed(): boolean {
  return useOpen((state) => !state.open);
}

function isDigits(data: Pick<DataFacts, 'dataset' | 'classNames'> | undefined, datasets: readonly DatasetInfo[]): boolean {
  const stored = datasets.find(({ id }) => id === data?.dataset)?.inputShape;
  return data?.classNames.length === 10 && data.classNames.every((name, digit) => name === String(digit)) && stored?.join() === [1, frameSide, frameSide].join();
}

export interface DrawPanelProps {
  /** Below what else is in a column, or floating in the lower right corner. */
  readonly place: 'column' | 'corner';
}

/** The pad; nothing until there is something to try. */
export function DrawPanel({ place }: DrawPanelProps) {
  const open = useOpen((state) => state.open);
  const hasOpened = useOpenedWeights((state) => state.opened !== undefined);
  if (!open) return null;
  return hasOpened ? <OpenedPanel place={place} /> : <RunPanel place={place} />;
}

function RunPanel({ place }: DrawPanelProps) {
  const version = useRun(({ log: { epochs, ended } }) => `${epochs.length} ${ended?.reason}`);
  const classNames = useRun((state) => state.log.data?.classNames) ?? [];
  return useCanDraw() ? <Panel place={place} network="run" version={version} classNames={classNames} /> : null;
}

/** Asks the network of opened weights. */
function OpenedPanel({ place }: DrawPanelProps) {
  const { datasets } = useServices();
  const state = useOpenedNetwork();
  if (state?.state !== 'ready' || !isDigits(state.network.data, datasets)) return null;
  const { name, version, data } = state.network;
  return <Panel place={place} network={name} version={version} classNames={data.classNames} />;
}

interface PanelProps extends DrawPanelProps {
  readonly network: NetworkName;
  /** Another value whenever the network may answer otherwise. */
  readonly version: unknown;
  readonly classNames: readonly string[];
}

function Panel({ place, network, version, classNames }: PanelProps) {
  const input = useDrawingInput('panel');
  const { recognition, failure } = useRecognition(input.drawing, { network, version, wanted: digitPixels });
  const panel = useRef<HTMLElement>(null);
  const side = useFreeSide(panel);
  useEffect(() => {
    const element = panel.current;
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      // Escape is the panel's own here: it must not clear the selection too.
      event.stopPropagation();
      close();
    };
    element?.addEventListener('keydown', listen);
    return () => element?.removeEventListener('keydown', listen);
  }, []);

  return (
    <section ref={panel} className="draw-panel" data-place={place} data-side={side} aria-label="Draw a digit">
      <header className="draw-header">
        <h2>Draw a digit</h2>
        <DrawingTools {...input} />
        <IconButton icon={X} label="Close the drawing pad" keys="Esc" onClick={close} />
      </header>
      <div className="draw-body">
        <DrawingSurface {...input} />
        <Bars classNames={classNames} probabilities={recognition?.probabilities} />
      </div>
      <footer className="draw-footer">
        {recognition ? <SeenImage seen={recognition.seen} /> : null}
        <p>{failure ?? input.failure ?? (recognition ? 'What the network sees' : 'Draw with mouse, pen or finger.')}</p>
      </footer>
    </section>
  );
}

/** The side of the canvas to float on: right, unless the selected node lies there. */
function useFreeSide(panel: RefObject<HTMLElement | null>): 'left' | 'right' {
  const [side, setSide] = useState<'left' | 'right'>('right');
  const selected = useSession((state) => state.selectedNodes);
  useEffect(() => {
    const frame = panel.current?.offsetParent?.getBoundingClientRect();
    const own = panel.current?.getBoundingClientRect();
    if (!frame || !own) return;
    const left = frame.right - own.width - (side === 'right' ? frame.right - own.right : own.left - frame.left);
    const nodes = selected.flatMap((id) => document.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.getBoundingClientRect() ?? []);
    const isCovered = nodes.some((node) => node.right > left && node.bottom > own.top && node.top < own.bottom);
    setSide(isCovered ? 'left' : 'right');
  }, [panel, selected, side]);
  return side;
}
