// The camera's picture, live, in the place of the drawing pad, until one is taken.

import { useEffect, useState } from 'react';
import { Button } from '../controls/button.tsx';
import { useCamera } from '../controls/use-camera.ts';
import { pictureOf } from './drawing.ts';
import type { Picture } from './picture.ts';

export interface CameraViewProps {
  readonly onTake: (picture: Picture) => void;
  readonly onClose: () => void;
  readonly onFail: (sentence: string) => void;
}

export function CameraView({ onTake, onClose, onFail }: CameraViewProps) {
  const { video, failure } = useCamera({ facingMode: 'environment', width: { ideal: 512 } }, 'choose an image or draw');
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    if (failure !== undefined) onFail(failure);
  }, [failure, onFail]);
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
