// Lab 12.4: the spiral, two networks by two ways to train them.

import type { Lesson, LessonResults, TrainingTrial } from '../core/lesson.ts';
import { defaultSgd } from '../core/training-config.ts';
import { train } from './changes.ts';
import { accuracyOf, percent, trainingAccuracyOf } from './measures.ts';

const networks = [['wide', 'One layer of 50', 'labs/spiral'], ['deep', 'Two layers of 10', 'labs/spiral-deep']] as const;
const ways = [['fast', 'rate 0.1, 100 epochs', 0.1, 100], ['slow', 'rate 0.01, 1,000 epochs', 0.01, 1000]] as const;

const trials = networks.flatMap(([network, label, template]) => ways.map(([way, how, learningRate, epochs]): TrainingTrial => ({
  type: 'training', id: `${network}-${way}`, label: `${label}, ${how}`, template, scoreTraining: true,
  change: train({ optimizer: { ...defaultSgd, learningRate }, epochs }),
})));

/** By how much the first trial tells more of the training points. */
function difference(results: LessonResults, first: string, second: string): number {
  return trainingAccuracyOf(results, first) - trainingAccuracyOf(results, second);
}

function points(share: number): string {
  return `${(100 * share).toFixed(1)} points`;
}

export const spiral: Lesson = {
  id: 'spiral',
  number: '12.4',
  title: 'The spiral: more layers, or more patience?',
  text: [
    'Three arms wind about each other from the middle outwards. The points come in order, arm by arm, so for a while the network sees nothing but the first arm.',
    'The course trains one hidden layer of fifty ReLU units at rate 0.1 for a hundred epochs, and two layers of ten at rate 0.01 for a thousand; the second does better. Two things differ there at once. To tell what did it, each network is trained both ways.',
  ],
  question: {
    text: 'One layer of fifty at 0.1 for 100 epochs tells about 75 % of the points, two layers of ten at 0.01 for 1,000 about 95 %. What makes the difference?',
    options: ['The second layer', 'Smaller steps and more of them', 'The number of parameters'],
    answer: 1,
    because: 'Trained as patiently, the wide layer does about as well as the deep ones; trained as hastily, the deep ones do worse than the wide layer. Large steps on one arm after the other keep undoing each other.',
  },
  trials,
  claims: [
    {
      text: 'At rate 0.1 for 100 epochs neither is good: the wide layer tells 60 to 88 % of the training points, the two narrow ones no more than that.',
      check: (results) => {
        const [wide, deep] = [trainingAccuracyOf(results, 'wide-fast'), trainingAccuracyOf(results, 'deep-fast')];
        return { holds: wide >= 0.6 && wide <= 0.88 && deep <= 0.88, measured: `wide ${percent(wide)}, deep ${percent(deep)}` };
      },
    },
    {
      text: 'At rate 0.01 for 1,000 epochs both tell 85 % or more.',
      check: (results) => {
        const [wide, deep] = [trainingAccuracyOf(results, 'wide-slow'), trainingAccuracyOf(results, 'deep-slow')];
        return { holds: wide >= 0.85 && deep >= 0.85, measured: `wide ${percent(wide)}, deep ${percent(deep)}` };
      },
    },
    {
      text: 'For either network patience is worth ten points or more.',
      check: (results) => {
        const gains = networks.map(([network]) => ({ network, gain: difference(results, `${network}-slow`, `${network}-fast`) }));
        return {
          holds: gains.every(({ gain }) => gain >= 0.1),
          measured: gains.map(({ network, gain }) => `${network} ${points(gain)}`).join(', '),
        };
      },
    },
    {
      text: 'Trained alike, the second layer is worth less than that: less than ten points when slow, and nothing when fast.',
      check: (results) => {
        const [slow, fast] = [difference(results, 'deep-slow', 'wide-slow'), difference(results, 'deep-fast', 'wide-fast')];
        return { holds: Math.abs(slow) < 0.1 && fast <= 0, measured: `slow ${points(slow)}, fast ${points(fast)}` };
      },
    },
    {
      text: 'On points that they have not seen all do about as well: what was learnt are the arms, not the points.',
      check: (results) => {
        const all = trials.map(({ id }) => [trainingAccuracyOf(results, id), accuracyOf(results, id)] as const);
        return { holds: all.every(([training, validation]) => Math.abs(training - validation) < 0.06), measured: all.map(([training, validation]) => `${percent(training)} seen, ${percent(validation)} not`).join('; ') };
      },
    },
  ],
  look: { lens: 'decision', why: 'See the regions bend around the arms.' },
};
