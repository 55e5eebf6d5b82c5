// Asks the worker what a drawing is, whenever the drawing or the network has changed; one question at a time,
// and only the newest drawing matters. The drawing is the example of all lenses from then on.

import { useEffect, useRef, useState } from 'react';
import type { NetworkName, RequestResult } from '../../training/protocol.ts';
import { chooseOwnExample, forgetOwnExample } from '../lenses/lens-example.ts';
import { useRunStore } from '../training/run-store.ts';
import { isEmptyDrawing, pixelsOf, type Drawing, type WantedPixels } from './drawing.ts';

export type Recognition = RequestResult<'recognise'>;

export interface RecognitionState {
  readonly recognition?: Recognition;
  /** Why there is no answer. */
  readonly failure?: string;
}

export interface RecognitionRequest {
  readonly network: NetworkName;
  /** Another value whenever the network may answer otherwise. */
  readonly version: unknown;
  readonly wanted: WantedPixels;
}

interface Question {
  readonly drawing: Drawing;
}

/** The network's view of the drawing; empty where there is nothing to see. */
export function useRecognition(drawing: Drawing, { network, version, wanted }: RecognitionRequest): RecognitionState {
  const { client } = useRunStore();
  const [state, setState] = useState<RecognitionState>({});
  const busy = useRef(false);
  /** The newest question, and the one that was asked last. */
  const newest = useRef<Question>({ drawing });
  const asked = useRef<Question>(undefined);
  /** The example of all lenses is this drawing, not one of another pad. */
  const isShown = useRef(false);

  useEffect(() => {
    newest.current = { drawing };
    if (isEmptyDrawing(drawing)) {
      setState({});
      if (isShown.current) forgetOwnExample();
      isShown.current = false;
    }
    const ask = async (): Promise<void> => {
      const question = newest.current;
      if (busy.current || question === asked.current) return;
      asked.current = question;
      const pixels = pixelsOf(question.drawing, wanted);
      if (!pixels) return;
      busy.current = true;
      try {
        const recognition = await client.call('recognise', { network, pixels, shape: wanted.shape }, { transfer: [pixels.buffer] });
        // A cleared pad shows nothing, however late the answer.
        const isGone = isEmptyDrawing(newest.current.drawing);
        setState(isGone ? {} : { recognition });
        isShown.current = !isGone;
        if (!isGone) chooseOwnExample({ shape: recognition.seen.shape, input: recognition.seen.data, title: question.drawing.picture ? 'your picture' : 'your drawing' });
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
  }, [drawing, network, version, wanted, client]);
  return state;
}
