// The camera shown in a video element for as long as that is there.

import { useEffect, useRef, useState, type RefObject } from 'react';

export interface Camera {
  readonly video: RefObject<HTMLVideoElement | null>;
  /** Why there is none, and what to do `instead`. */
  readonly failure: string | undefined;
}

/** Opens the camera for the video that `video` is given to; `instead` ends the sentence that tells why it cannot be had. */
export function useCamera(wanted: MediaTrackConstraints, instead: string): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [failure, setFailure] = useState<string>();
  const constraints = useRef(wanted);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let isGone = false;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    const open = async (): Promise<void> => {
      try {
        if (!navigator.mediaDevices) throw new Error('no devices');
        stream = await navigator.mediaDevices.getUserMedia({ video: constraints.current });
        if (isGone) return stop();
        stream.getVideoTracks()[0]?.addEventListener('ended', () => setFailure(`The camera has stopped: it was unplugged or taken away; ${instead}.`));
        if (video.current) video.current.srcObject = stream;
      } catch (error) {
        if (!isGone) setFailure(cameraSentence(error, instead));
      }
    };
    void open();
    return () => {
      isGone = true;
      stop();
    };
  }, [instead]);
  return { video, failure };
}

/** Why there is no camera, and what to do. */
export function cameraSentence(error: unknown, instead: string): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError') return `The camera was not allowed; allow it for this page in the browser, or ${instead}.`;
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return `There is no camera on this device; ${instead}.`;
  if (name === 'NotReadableError') return 'The camera is in use by another program; close that and try again.';
  return `The browser gives this page no camera, which needs https or localhost; ${instead}.`;
}
