// The theme's sizes and colours as scenes need them, and when they change.

import { useEffect, useState } from 'react';
import { fontOf, paintScene, type ColourToken, type Scene, type SceneStyle } from './scene.ts';

/** The style in force where `element` is now; colours as a canvas takes them, each looked up once. */
export function sceneStyle(element: Element): SceneStyle {
  const style = getComputedStyle(element);
  const colours = new Map<ColourToken, string>();
  return {
    font: style.fontFamily,
    fontSize: Number.parseFloat(style.getPropertyValue('--text-small')),
    colour(token) {
      const known = colours.get(token);
      if (known !== undefined) return known;
      const colour = style.getPropertyValue(token);
      colours.set(token, colour);
      return colour;
    },
  };
}

/** As `sceneStyle`, with colours as every program reads them in a file. */
export function fileStyle(element: Element): SceneStyle {
  const style = sceneStyle(element);
  return { ...style, colour: (token: ColourToken) => hexColour(style.colour(token)) };
}

/** Any CSS colour in sRGB, as six hex digits; what is outside of sRGB is brought in, what is transparent is black. */
function hexColour(colour: string): string {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return `#${[...context.getImageData(0, 0, 1, 1).data.subarray(0, 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

let ruler: OffscreenCanvasRenderingContext2D | null | undefined;
const widths = new Map<string, number>();

/** Widths of texts in pixels; each text is measured once, as axes and names repeat. */
export function textRuler(style: SceneStyle): (text: string, strong?: boolean) => number {
  return (text, strong) => {
    const font = fontOf(style, strong);
    const key = `${font} ${text}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    ruler ??= new OffscreenCanvas(1, 1).getContext('2d');
    if (!ruler) return text.length * style.fontSize * 0.6;
    ruler.font = font;
    const { width } = ruler.measureText(text);
    if (widths.size > 2000) widths.clear();
    widths.set(key, width);
    return width;
  };
}

/** The scene on a canvas of its own, `ratio` device pixels a CSS pixel. */
export function sceneCanvas(scene: Scene, style: SceneStyle, ratio: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(scene.width * ratio, scene.height * ratio);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw on.');
  context.scale(ratio, ratio);
  paintScene(context, scene, style);
  return canvas;
}

/** The style where `element` is, anew when the theme changes; undefined until the element is on the page. */
export function useSceneStyle(element: Element | null): SceneStyle | undefined {
  const [style, setStyle] = useState<SceneStyle>();
  useEffect(() => {
    if (!element) return undefined;
    const take = () => setStyle(sceneStyle(element));
    take();
    const observer = new MutationObserver(take);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, [element]);
  return style;
}
