// The labs, in the order of the course.

import type { Lesson, LessonRegistry } from '../core/lesson.ts';
import { activationMaps } from './activation-maps.ts';
import { batchNormalisation } from './batch-normalisation.ts';
import { channels } from './channels.ts';
import { cnnBatchNormalisation } from './cnn-batch-normalisation.ts';
import { convolutionArithmetic } from './convolution-arithmetic.ts';
import { costFunctions } from './cost-functions.ts';
import { dropoutClasses } from './dropout-classes.ts';
import { dropoutCurve } from './dropout-curve.ts';
import { exclusiveOr } from './exclusive-or.ts';
import { fashion } from './fashion.ts';
import { fineTuning } from './fine-tuning.ts';
import { hiddenUnits } from './hidden-units.ts';
import { initialisation } from './initialisation.ts';
import { lines } from './lines.ts';
import { momentum } from './momentum.ts';
import { sameWeights } from './same-weights.ts';
import { softmaxRegression } from './softmax-regression.ts';
import { spiral } from './spiral.ts';
import { vanishingGradients } from './vanishing-gradients.ts';

const all: readonly Lesson[] = [
  costFunctions, vanishingGradients, sameWeights, initialisation, momentum, batchNormalisation, convolutionArithmetic, activationMaps, channels, lines,
  cnnBatchNormalisation, softmaxRegression, exclusiveOr, hiddenUnits, spiral, dropoutClasses, dropoutCurve, fashion, fineTuning,
];

/** By id. */
export const lessons: LessonRegistry = new Map(all.map((lesson) => [lesson.id, lesson]));
