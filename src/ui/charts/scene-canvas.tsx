// A drawing on the page, in the theme in force.

import { useEffect, useRef, useState } from 'react';
import { paintScene, type Scene } from './scene.ts';
import { useSceneStyle } from './scene-style.ts';

export interface SceneCanvasProps {
  readonly scene: Scene;
  /** For those who cannot see it. */
  readonly label: string;
}

/** As large as its scene; painted anew where that is another. */
export function SceneCanvas({ scene, label }: SceneCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [shown, setShown] = useState<HTMLElement | null>(null);
  const style = useSceneStyle(shown);
  const { width, height } = scene;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context || !style) return;
    canvas.current.width = Math.round(width * devicePixelRatio);
    canvas.current.height = Math.round(height * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    paintScene(context, scene, style);
  }, [scene, width, height, style]);
  return <span ref={setShown} className="scene"><canvas ref={canvas} style={{ display: 'block', width, height }} role="img" aria-label={label} /></span>;
}
