// A place to draw on that takes pictures too: chosen, dropped, pasted or from the camera.

import { Camera, Eraser, ImageUp, SunMoon } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { create } from 'zustand';
import { IconButton } from '../controls/button.tsx';
import { CameraView } from './camera-view.tsx';
import { DrawingPad } from './drawing-pad.tsx';
import { emptyDrawing, isEmptyDrawing, readPicture, type Drawing } from './drawing.ts';
import type { Picture } from './picture.ts';
import { PictureView } from './picture-view.tsx';
import './drawing-input.css';

export interface DrawingInput {
  readonly drawing: Drawing;
  /** Why a picture could not be had. */
  readonly failure: string | undefined;
  readonly camera: boolean;
  readonly draw: (drawing: Drawing) => void;
  readonly take: (file: Blob | undefined, name?: string) => void;
  readonly show: (picture: Picture) => void;
  readonly openCamera: (open: boolean) => void;
  readonly fail: (sentence: string) => void;
}

/** The pad beside the canvas, and the lens. */
export type PadName = 'panel' | 'lens';

/** What is on the pads, kept while the page is open: a pad that moves or is out of sight for a while is not empty then. */
const useDrawings = create<Readonly<Record<PadName, Drawing>>>(() => ({ panel: emptyDrawing, lens: emptyDrawing }));

/** The state of a drawing and its pictures. */
export function useDrawingInput(pad: PadName): DrawingInput {
  const drawing = useDrawings((drawings) => drawings[pad]);
  const [failure, setFailure] = useState<string>();
  const [camera, setCamera] = useState(false);
  const draw = useCallback((next: Drawing) => {
    useDrawings.setState({ [pad]: next });
    setFailure(undefined);
  }, [pad]);
  const show = useCallback((picture: Picture) => {
    draw({ strokes: [], picture });
    setCamera(false);
  }, [draw]);
  const fail = useCallback((sentence: string) => {
    setFailure(sentence);
    setCamera(false);
  }, []);
  const take = useCallback((file: Blob | undefined, name?: string) => {
    if (file) readPicture(file, name).then(show, (error: unknown) => fail(error instanceof Error ? error.message : String(error)));
  }, [show, fail]);
  return { drawing, failure, camera, draw, take, show, openCamera: setCamera, fail };
}

/** Buttons for everything that is not drawing. */
export function DrawingTools({ drawing, draw, take, openCamera }: DrawingInput) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton icon={ImageUp} label="Choose an image, or drop or paste one" onClick={() => chooser.current?.click()} />
      <input
        ref={chooser} type="file" accept="image/*" hidden aria-label="Image file"
        onChange={({ target }) => {
          take(target.files?.[0], target.files?.[0]?.name);
          target.value = '';
        }}
      />
      <IconButton icon={Camera} label="Use the camera" onClick={() => openCamera(true)} />
      <IconButton icon={SunMoon} label="Swap light and dark" disabled={!drawing.picture} onClick={() => draw({ ...drawing, turnOver: !drawing.turnOver })} />
      <IconButton icon={Eraser} label="Clear" disabled={isEmptyDrawing(drawing)} onClick={() => draw(emptyDrawing)} />
    </>
  );
}

/** The pad, the picture or the camera; images dropped on it or pasted anywhere are taken. */
export function DrawingSurface({ drawing, camera, draw, take, show, openCamera, fail }: DrawingInput) {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const file = imageIn(event.clipboardData);
      if (!file) return;
      event.preventDefault();
      event.stopPropagation();
      take(file, 'What was pasted');
    };
    // Before the canvas, which pastes layers.
    window.addEventListener('paste', paste, true);
    return () => window.removeEventListener('paste', paste, true);
  }, [take]);
  const surface = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = surface.current;
    const allow = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      // The page would open it as a document.
      event.preventDefault();
      event.stopPropagation();
      take(file, file.name);
    };
    element?.addEventListener('dragover', allow);
    element?.addEventListener('drop', drop);
    return () => {
      element?.removeEventListener('dragover', allow);
      element?.removeEventListener('drop', drop);
    };
  }, [take]);
  return (
    <div ref={surface} className="drawing-surface" role="group" aria-label="Drawing" data-takes-images>
      {camera
        ? <CameraView onTake={show} onClose={() => openCamera(false)} onFail={fail} />
        : drawing.picture ? <PictureView picture={drawing.picture} /> : <DrawingPad strokes={drawing.strokes} onChange={(strokes) => draw({ strokes })} />}
    </div>
  );
}

function imageIn(data: DataTransfer | null): File | undefined {
  return [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/'));
}
