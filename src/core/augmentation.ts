// The settings of augmentation: training images shifted, turned, scaled, mirrored, made noisy or cut out at random, so that
// a network learns what does not matter. Never on what is validated. augment.ts does it.

import { booleanAttr, describeAttr, floatAttr, isAttrValue, type AttrSpec } from './attrs.ts';
import type { Problem } from './problems.ts';
import type { Shape } from './shape.ts';

/** What is absent is off. */
export interface Augmentation {
  readonly shift?: number;
  readonly rotate?: number;
  readonly scale?: number;
  readonly flip?: boolean;
  readonly noise?: number;
  readonly cutOut?: number;
}

export const augmentationAttrs = {
  shift: floatAttr({ label: 'Shift', help: 'Moved along each axis by up to this share of the side.', default: 0, min: 0, max: 0.5 }),
  rotate: floatAttr({ label: 'Rotate', help: 'Turned by up to so many degrees either way.', default: 0, min: 0, max: 180 }),
  scale: floatAttr({ label: 'Scale', help: 'Made larger or smaller by up to this share.', default: 0, min: 0, max: 0.9 }),
  flip: booleanAttr({ label: 'Flip', help: 'Every other image, at random, is mirrored left to right. Not for digits and letters.', default: false }),
  noise: floatAttr({ label: 'Noise', help: 'Standard deviation of what is added to every pixel; pixels run from 0 to 1.', default: 0, min: 0, max: 1 }),
  cutOut: floatAttr({ label: 'Cut out', help: 'A square of this share of the side, anywhere, is made black.', default: 0, min: 0, max: 0.9 }),
} as const satisfies { readonly [K in keyof Augmentation]-?: AttrSpec<NonNullable<Augmentation[K]> extends boolean ? boolean : number> };

/** True where anything is on. */
export function isAugmented(augmentation: Augmentation | undefined): augmentation is Augmentation {
  return Object.values(augmentation ?? {}).some((value) => value !== 0 && value !== false);
}

/** What is out of range, and images that are none. Codes: `augmentation-invalid`, `augmentation-needs-images`. */
export function augmentationProblems(augmentation: Augmentation | undefined, inputShape: Shape): Problem[] {
  if (!augmentation) return [];
  const problems = Object.entries(augmentationAttrs).flatMap(([name, spec]: [string, AttrSpec]): Problem[] => {
    const value = augmentation[name as keyof Augmentation] ?? spec.default;
    if (isAttrValue(spec, value)) return [];
    return [{ code: 'augmentation-invalid', severity: 'error', site: { attr: `augmentation.${name}` }, message: `${spec.label.toLowerCase()} must be ${describeAttr(spec)}, received ${JSON.stringify(value)}` }];
  });
  if (inputShape.length === 3 || !isAugmented(augmentation)) return problems;
  return [...problems, {
    code: 'augmentation-needs-images', severity: 'error', site: { attr: 'augmentation' },
    message: `augmentation changes images, and the input takes ${inputShape.join('×')} numbers; expected channels × height × width, or no augmentation`,
  }];
}
