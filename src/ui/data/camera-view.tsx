// Classes recorded with the camera: name one, hold the button, and pictures of it are taken while it is held.

import { Plus, Video } from 'lucide-react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { OwnFile } from '../../core/own-data.ts';
import { Button } from '../controls/button.tsx';
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
  const video = useRef<HTMLVideoElement>(null);
  const failure = useCamera(video);
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
  }, [recording]);
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
      <video ref={video} className="own-video" muted playsInline aria-label="What the camera sees" />
      <ul className="own-recorded">
        {classes.map(({ name, pictures }, index) => (
          <li key={index}>
            <input className="input" aria-label={`Name of class ${index + 1}`} maxLength={60} value={name} onChange={({ target }) => rename(index, target.value)} />
            <Button
              icon={Video} aria-pressed={recording === index}
              onPointerDown={() => setRecording(index)} onPointerUp={() => setRecording(undefined)} onPointerLeave={() => setRecording(undefined)}
              onKeyDown={({ key }) => { if (key === ' ') setRecording(index); }} onKeyUp={() => setRecording(undefined)} onBlur={() => setRecording(undefined)}
            >
              Hold to record<span className="visually-hidden"> {name}</span>
            </Button>
            <span className="own-balance-count">{exactCount(pictures.length)}</span>
          </li>
        ))}
      </ul>
      {obstacle && <p className="own-note">{obstacle}</p>}
      <div className="own-buttons own-buttons-end">
        <Button icon={Plus} onClick={() => setClasses([...classes, { name: `Class ${classes.length + 1}`, pictures: [] }])}>Add a class</Button>
        <Button onClick={onBack}>Back</Button>
        <Button variant="primary" disabled={obstacle !== undefined} onClick={() => void onDone(filesOf(filled))}>Use these pictures</Button>
      </div>
    </div>
  );
}

/** Shows the camera in the video while mounted; gives why it cannot. */
function useCamera(video: RefObject<HTMLVideoElement | null>): string | undefined {
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    let stream: MediaStream | undefined;
    let wanted = true;
    const start = async () => {
      if (!('mediaDevices' in navigator)) throw new Error('This page is not served securely, so the browser gives it no camera.');
      const opened = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 } } });
      stream = opened;
      if (!wanted || !video.current) return stop();
      video.current.srcObject = opened;
      await video.current.play();
    };
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    start().catch((error: unknown) => { if (wanted) setFailure(cameraMessage(error)); });
    return () => {
      wanted = false;
      stop();
    };
  }, [video]);
  return failure;
}

function cameraMessage(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'There is no camera on this device. Pictures from elsewhere can be added as a folder for each class.';
  if (name === 'NotAllowedError') return 'The camera may not be used by this page. Allow it in the browser’s address bar, then come back here.';
  if (name === 'NotReadableError') return 'The camera is in use by another program, or does not answer.';
  return error instanceof Error ? error.message : String(error);
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
