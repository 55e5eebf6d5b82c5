// The theme's sizes and colours as scenes need them, and when they change.

import { useEffect, useState } from 'react';
import { fontOf, type ColourToken, type Measure, type SceneStyle } from './scene.ts';

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

/** A part of the page in the light theme, whatever theme is in force, for `use`, which leaves nothing there. */
export function inLightTheme<T>(use: (host: HTMLElement) => T): T {
  const host = document.createElement('div');
  host.dataset['theme'] = 'light';
  Object.assign(host.style, { position: 'fixed', visibility: 'hidden', pointerEvents: 'none' });
  document.body.append(host);
  try {
    return use(host);
  } finally {
    host.remove();
  }
}

/** Any CSS colour as every program reads it in a file: in sRGB, as six hex digits and an opacity. */
export function fileColour(colour: string): { readonly hex: string; readonly opacity: number } {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return { hex: colour, opacity: 1 };
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  return { hex: `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`, opacity: alpha / 255 };
}

let ruler: OffscreenCanvasRenderingContext2D | null | undefined;
const widths = new Map<string, number>();

/** Widths of texts in pixels; each text is measured once, as axes and names repeat. */
export function textRuler(style: SceneStyle): Measure {
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
