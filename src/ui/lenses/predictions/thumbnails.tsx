// Many examples as small pictures with what the network said of them; only those in sight are read and drawn.

import { useCallback, useMemo, useRef, type RefObject } from 'react';
import type { DataPart, Predictions } from '../../../training/protocol.ts';
import { InputImage } from '../input-image.tsx';
import { chooseExample, useExampleChoice } from '../lens-example.ts';
import type { LensNetwork } from '../lens-network.ts';
import { useScrolled } from '../../use-scrolled.ts';
import { useAnswer } from '../use-answer.ts';
import { tileWindow, type TileWindow } from './tile-window.ts';
import { readPictures, saidOf, type Picture } from './pictures.ts';
import './thumbnails.css';

export interface ThumbnailsProps {
  readonly network: LensNetwork;
  readonly part: DataPart;
  /** In the order to show them. */
  readonly indices: Int32Array;
  readonly predictions: Predictions;
  readonly label: string;
}

/** In CSS pixels, as the stylesheet has them. */
const tile = { width: 76, height: 92 };

export function Thumbnails({ network, part, indices, predictions, label }: ThumbnailsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useTileWindow(indices.length, scroller);
  const visible = useMemo(() => indices.slice(shown.first, shown.end), [indices, shown]);
  const pictures = usePictures(network, part, visible);
  const { part: chosenPart, index: chosenIndex, own } = useExampleChoice();
  return (
    <div ref={scroller} className="thumbnails" role="group" aria-label={label}>
      <div style={{ blockSize: Math.ceil(indices.length / shown.columns) * tile.height }}>
        <ul className="thumbnail-list" style={{ translate: `0 ${(shown.first / shown.columns) * tile.height}px`, gridTemplateColumns: `repeat(${shown.columns}, ${tile.width}px)` }}>
          {[...visible].map((index) => (
            <Thumbnail
              key={index} index={index} picture={pictures.get(index)} predictions={predictions} classNames={network.data.classNames}
              chosen={!own && chosenPart === part && chosenIndex === index} onChoose={() => chooseExample(part, index)}
            />
          ))}
        </ul>
      </div>
    </div>
  );
}

interface ThumbnailProps {
  readonly index: number;
  readonly picture: Picture | undefined;
  readonly predictions: Predictions;
  readonly classNames: readonly string[];
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function Thumbnail({ index, picture, predictions, classNames, chosen, onChoose }: ThumbnailProps) {
  const { said, captions, loss } = saidOf(predictions, classNames, index);
  return (
    <li>
      <button type="button" className="thumbnail-button" aria-pressed={chosen} aria-label={said} title={`${said}; loss ${loss.toPrecision(3)}. Click to look at it with every lens.`} onClick={onChoose}>
        <span className="thumbnail-image">{picture && <InputImage shape={picture.shape} input={picture.input} />}</span>
        {captions.map((caption, i) => <span key={i} className="thumbnail-caption">{caption}</span>)}
      </button>
    </li>
  );
}

/** Follows the scrolling and resizing of `scroller`. */
function useTileWindow(count: number, scroller: RefObject<HTMLElement | null>): TileWindow {
  const read = useCallback((element: HTMLElement) => tileWindow(count, tile, { width: element.clientWidth, height: element.clientHeight, top: element.scrollTop }), [count]);
  return useScrolled(scroller, tileWindow(count, tile, { width: 0, height: 0, top: 0 }), read);
}

/** The pictures of the examples in sight; those read before stay. */
function usePictures({ client, name, data, plan }: LensNetwork, part: DataPart, indices: Int32Array): ReadonlyMap<number, Picture> {
  const known = useRef({ data, pictures: new Map<number, Picture>() });
  if (known.current.data !== data) known.current = { data, pictures: new Map() };
  const ask = useCallback(async (signal: AbortSignal): Promise<ReadonlyMap<number, Picture>> => {
    const { pictures } = known.current;
    const missing = indices.filter((index) => !pictures.has(index));
    for (const [index, picture] of await readPictures({ client, name, plan }, part, missing, signal)) pictures.set(index, picture);
    return new Map(pictures);
  }, [client, name, plan, part, indices]);
  return useAnswer(ask).answer ?? known.current.pictures;
}
