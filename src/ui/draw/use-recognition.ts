// Asks the worker what a drawing is, whenever the drawing or the network has changed; one question at a time,
// and only the newest drawing matters.

import { useEffect, useRef, useState } from 'react';
import type { RequestResult } from '../../training/protocol.ts';
import { useRun, useRunStore } from '../training/run-store.ts';
import { inkOf, type Stroke } from './drawing-pad.tsx';
import { frameAsMnist, frameSide } from './mnist-frame.ts';

export type Recognition = RequestResult<'recognise'>;

export interface RecognitionState {
  readonly recognition?: Recognition;
  /** Why there is no answer. */
  readonly failure?: string;
}

interface Question {
  readonly strokes: readonly Stroke[];
}

/** The network's view of the strokes; empty where there is no ink. */
export function useRecognition(strokes: readonly Stroke[]): RecognitionState {
  const { client } = useRunStore();
  const epochs = useRun((state) => state.log.epochs.length);
  const ended = useRun((state) => state.log.ended);
  const [state, setState] = useState<RecognitionState>({});
  const busy = useRef(false);
  /** The newest question, and the one that was asked last. */
  const newest = useRef<Question>({ strokes });
  const asked = useRef<Question>(undefined);

  useEffect(() => {
    newest.current = { strokes };
    if (strokes.length === 0) setState({});
    const ask = async (): Promise<void> => {
      const question = newest.current;
      if (busy.current || question === asked.current) return;
      asked.current = question;
      const ink = inkOf(question.strokes);
      const pixels = ink && frameAsMnist(ink);
      if (!pixels) return;
      busy.current = true;
      try {
        const recognition = await client.call('recognise', { pixels, shape: [1, frameSide, frameSide] }, { transfer: [pixels.buffer] });
        // A cleared pad shows nothing, however late the answer.
        setState(newest.current.strokes.length === 0 ? {} : { recognition });
      } catch (error) {
        setState({ failure: error instanceof Error ? error.message : String(error) });
      } finally {
        busy.current = false;
      }
      return ask();
    };
    // Strokes may change several times a frame.
    const frame = requestAnimationFrame(() => void ask());
    return () => cancelAnimationFrame(frame);
  }, [strokes, epochs, ended, client]);
  return state;
}
