// Some images of a dataset, each with a few of the forms in which training will see it.

import { useEffect, useRef, useState } from 'react';
import { createAugment } from '../../core/augment.ts';
import { isAugmented } from '../../core/augmentation.ts';
import type { OwnDatasetInfo, Thumbnails } from '../../core/own-data.ts';
import { createRandom } from '../../core/random.ts';
import { useDocument, useServices } from '../services.tsx';
import { AugmentationFields } from './augmentation-fields.tsx';
import { drawGrid } from './draw-grid.ts';

const images = 3;
const forms = 4;

export function AugmentationPreview({ info }: { readonly info: OwnDatasetInfo }) {
  const { client } = useServices().ownData;
  const { augmentation, seed } = useDocument((state) => state.document.training);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [originals, setOriginals] = useState<Thumbnails>();
  useEffect(() => {
    client.call('thumbnails', { id: info.id, from: 0, count: images }).then(setOriginals, () => undefined);
  }, [client, info]);
  const shown = isAugmented(augmentation);
  useEffect(() => {
    if (!originals || !canvas.current || !shown) return;
    const { shape, pixels } = originals;
    const size = pixels.length / Math.max(1, originals.labels.length);
    const count = originals.labels.length * forms;
    const each = new Float32Array(count * size);
    for (let n = 0; n < count; n++) for (let i = 0; i < size; i++) each[n * size + i] = (pixels[Math.floor(n / forms) * size + i] ?? 0) / 255;
    createAugment(augmentation, shape, { mean: [], std: [] })?.(each, count, createRandom(seed, 'augmentation preview'));
    drawGrid(canvas.current, { shape, pixels: Uint8Array.from(each, (value) => Math.min(255, Math.max(0, Math.round(255 * value)))), labels: new Uint8Array(count) }, images * forms, 1);
  }, [originals, augmentation, seed, shown]);
  return (
    <section aria-label="Augmentation">
      <AugmentationFields />
      {shown && <canvas ref={canvas} role="img" aria-label={`${images} images, each in ${forms} forms as training will see it`} />}
    </section>
  );
}
