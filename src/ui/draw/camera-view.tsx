// The camera's picture, live, in the place of the drawing pad, until one is taken.

import { useEffect, useRef, useState } from 'react';
import { Button } from '../controls/button.tsx';
import { pictureOf } from './drawing.ts';
import type { Picture } from './picture.ts';

export interface CameraViewProps {
  readonly onTake: (picture: Picture) => void;
  readonly onClose: () => void;
  readonly onFail: (sentence: string) => void;
}

export function CameraView({ onTake, onClose, onFail }: CameraViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let gone = false;
    const open = async (): Promise<void> => {
      try {
        if (!navigator.mediaDevices) throw new Error('no devices');
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 512 } } });
        if (gone) return stopAll(stream);
        if (video.current) video.current.srcObject = stream;
      } catch (error) {
        if (!gone) onFail(cameraSentence(error));
      }
    };
    void open();
    return () => {
      gone = true;
      stopAll(stream);
    };
  }, [onFail]);
  const take = () => {
    const element = video.current;
    if (element && element.videoWidth > 0) onTake(pictureOf(element, element.videoWidth, element.videoHeight));
  };
  return (
    <div className="camera-view">
      <video ref={video} autoPlay playsInline muted aria-label="Camera" onPlaying={() => setReady(true)} />
      <div className="camera-actions">
        <Button variant="primary" disabled={!isReady} onClick={take}>Take</Button>
        <Button variant="quiet" onClick={onClose}>Cancel</Button>
      </div>
    </div>
  );
}

function stopAll(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Why there is no camera, and what to do. */
export function cameraSentence(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError') return 'The camera was not allowed; allow it for this page in the browser, or choose an image.';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'There is no camera here; choose an image or draw.';
  if (name === 'NotReadableError') return 'The camera is in use by another program; close that and try again.';
  return 'The browser gives this page no camera, which needs https or localhost; choose an image or draw.';
}
