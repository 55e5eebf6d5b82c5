// Classes recorded with the camera: name one, hold the button, and pictures of it are taken while it is held.

import { Plus, Video } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { OwnFile } from '../../core/own-data.ts';
import { Button } from '../controls/button.tsx';
import { useCamera } from '../controls/use-camera.ts';
import { exactCount } from '../format.ts';

export interface CameraViewProps {
  readonly onDone: (files: readonly OwnFile[]) => Promise<void>;
  readonly onBack: () => void;
}

interface Recorded {
  readonly name: string;
  readonly pictures: readonly Blob[];
}

/** Pictures are squares of this many pixels, taken so often. */
const side = 128;
const periodMs = 100;

export function CameraView({ onDone, onBack }: CameraViewProps) {
  const { video, failure } = useCamera({ width: { ideal: 640 } }, 'add pictures from elsewhere as a folder for each class');
  const [classes, setClasses] = useState<readonly Recorded[]>([{ name: 'First class', pictures: [] }, { name: 'Second class', pictures: [] }]);
  const [recording, setRecording] = useState<number>();
  useEffect(() => {
    if (recording === undefined) return;
    const timer = setInterval(() => {
      void takePicture(video.current).then((picture) => {
        if (picture) setClasses((all) => all.map((each, index) => (index === recording ? { ...each, pictures: [...each.pictures, picture] } : each)));
      });
    }, periodMs);
    return () => clearInterval(timer);
  }, [recording, video]);
  const rename = (at: number, name: string) => setClasses(classes.map((each, index) => (index === at ? { ...each, name } : each)));
  const filled = classes.filter(({ pictures }) => pictures.length > 0);
  const names = filled.map(({ name }) => folderName(name));
  const obstacle = filled.length < 2 ? 'Record at least two classes.' : new Set(names).size < names.length || names.includes('') ? 'Give every class a name of its own.' : undefined;
  if (failure !== undefined) {
    return (
      <div className="own-camera">
        <p className="own-failure" role="alert">{failure}</p>
        <div className="own-buttons own-buttons-end"><Button onClick={onBack}>Back</Button></div>
      </div>
    );
  }
  return (
    <div className="own-camera">
      <video ref={video} className="own-video" autoPlay muted playsInline aria-label="What the camera sees" />
      <ul className="own-recorded">
        {classes.map(({ name, pictures }, index) => (
          <li key={index}>
            <input className="input" aria-label={`Name of class ${index + 1}`} maxLength={60} value={name} onChange={({ target }) => rename(index, target.value)} />
            <Button
              icon={Video} aria-pressed={recording === index}
              // Held is held, wherever pointer or button move meanwhile.
              onPointerDown={({ currentTarget, pointerId }) => { currentTarget.setPointerCapture(pointerId); setRecording(index); }} onLostPointerCapture={() => setRecording(undefined)}
              onKeyDown={({ key }) => { if (key === ' ') setRecording(index); }} onKeyUp={() => setRecording(undefined)} onBlur={() => setRecording(undefined)}
            >
              Hold to record<span className="visually-hidden"> {name}</span>
            </Button>
            <span className="own-balance-count">{exactCount(pictures.length)}</span>
          </li>
        ))}
      </ul>
      <p className="own-note">{obstacle ?? `${exactCount(filled.reduce((sum, { pictures }) => sum + pictures.length, 0))} pictures of ${filled.length} classes.`}</p>
      <div className="own-buttons own-buttons-end">
        <Button icon={Plus} onClick={() => setClasses([...classes, { name: `Class ${classes.length + 1}`, pictures: [] }])}>Add a class</Button>
        <Button onClick={onBack}>Back</Button>
        <Button variant="primary" disabled={obstacle !== undefined} onClick={() => void onDone(filesOf(filled))}>Use these pictures</Button>
      </div>
    </div>
  );
}

/** The middle square of what the camera sees, compressed. */
async function takePicture(video: HTMLVideoElement | null): Promise<Blob | undefined> {
  if (!video || video.videoWidth === 0) return undefined;
  const canvas = new OffscreenCanvas(side, side);
  const cut = Math.min(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')?.drawImage(video, (video.videoWidth - cut) / 2, (video.videoHeight - cut) / 2, cut, cut, 0, 0, side, side);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
}

function folderName(name: string): string {
  return name.trim().replaceAll('/', '∕');
}

function filesOf(classes: readonly Recorded[]): OwnFile[] {
  return classes.flatMap(({ name, pictures }) => pictures.map((content, index) => ({ path: `Camera/${folderName(name)}/${String(index + 1).padStart(5, '0')}.jpg`, content })));
}
