// Numbers in the texts of labs as they are printed: minus signs, and no break before a percent sign.

import { expect, test } from 'vitest';
import { typeset } from '../../src/ui/lessons/typeset.ts';

test.each([
  ['weight -5, bias -10', 'weight −5, bias −10'],
  ['(-3.086) and -.5', '(−3.086) and -.5'],
  ['a 2-by-2 window, ImageNet-1, 1e-7', 'a 2-by-2 window, ImageNet-1, 1e-7'],
  ['71.13 % of them', '71.13\u00a0% of them'],
  ['which % is it', 'which % is it'],
])('%s', (text, printed) => {
  expect(typeset(text)).toBe(printed);
});
