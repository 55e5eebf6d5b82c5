// Lab 14: keep what a network has learnt, and train a new last layer on it.

import type { Lesson } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { all, freezeAllBut, setAttrs, train } from './changes.ts';
import { accuracyOf, percent } from './measures.ts';

const newLast = (id: string, classes: number) => all(freezeAllBut(id), setAttrs(id, { outFeatures: classes }));
const onFashion = all(train({ dataset: 'fashion-mnist', epochs: 2 }), freezeAllBut('fc1'));

export const fineTuning: Lesson = {
  id: 'fine-tuning',
  number: '14',
  title: 'Fine-tuning a pretrained network',
  text: [
    'The first layers of a network that has learnt to tell a thousand classes answer to edges, colours and textures, which other images have too. For a new task with few images one keeps all that: freeze every parameter, replace the last layer by one with as many outputs as there are new classes, and train that alone.',
    'What trains is then tiny. ResNet-18 ends in 512 features and DenseNet-121 in 1,024, and either has millions of parameters.',
    'Both are too large to be trained on the spot, so they are only counted here; open one and bring a folder of images with as many classes to train it. The principle is run on the course’s own CNN: it learns digits, its convolutions are frozen, and a new last layer learns clothes from what they see; beside it the same with convolutions that have learnt nothing.',
  ],
  question: {
    text: 'ResNet-18 with all frozen and a new last layer for 7 classes: how many parameters train?',
    options: ['3,591', '11,180,103', '7,175', '1,026'],
    answer: 0,
    because: '512 features to 7 classes are 3,584 weights and 7 biases. The 1,024 of DenseNet-121 make it 7,175.',
  },
  trials: [
    { type: 'count', id: 'resnet18', label: 'ResNet-18 to 7 classes', template: 'labs/resnet18', change: newLast('fc', 7) },
    { type: 'count', id: 'densenet121', label: 'DenseNet-121 to 7 classes', template: 'labs/densenet121', change: newLast('classifier', 7) },
    { type: 'count', id: 'cracks', label: 'ResNet-18 to 2 classes', template: 'labs/resnet18', change: newLast('fc', 2) },
    { type: 'training', id: 'digits', label: 'CNN, all of it on digits', template: 'mnist-cnn', change: train({ epochs: 2 }) },
    { type: 'training', id: 'tuned', label: 'New last layer on what digits taught', template: 'mnist-cnn', change: onFashion, startFrom: { trial: 'digits', exceptNodes: ['fc1'] } },
    { type: 'training', id: 'untaught', label: 'New last layer on random features', template: 'mnist-cnn', change: onFashion, twinOf: 'tuned' },
  ],
  claims: [
    {
      text: 'Of ResNet-18 3,591 of 11,180,103 parameters train, of DenseNet-121 7,175 of 6,961,031.',
      check: (results) => {
        const [resnet, densenet] = [outcomeOf(results, 'resnet18', 'count'), outcomeOf(results, 'densenet121', 'count')];
        return {
          holds: [resnet.trainableParameters, resnet.parameters, densenet.trainableParameters, densenet.parameters].join() === '3591,11180103,7175,6961031',
          measured: [resnet, densenet].map(({ trainableParameters, parameters }) => `${trainableParameters.toLocaleString('en-US')} of ${parameters.toLocaleString('en-US')}`).join('; '),
        };
      },
    },
    {
      text: 'For two classes of ResNet-18 it is 1,026 of 11,177,538.',
      check: (results) => {
        const { trainableParameters, parameters } = outcomeOf(results, 'cracks', 'count');
        return { holds: trainableParameters === 1026 && parameters === 11_177_538, measured: `${trainableParameters.toLocaleString('en-US')} of ${parameters.toLocaleString('en-US')}` };
      },
    },
    {
      text: 'On the small CNN 5,130 parameters train, and what digits taught is worth five points or more over random features.',
      check: (results) => {
        const { trainableParameters } = outcomeOf(results, 'tuned', 'training');
        const [tuned, untaught] = [accuracyOf(results, 'tuned'), accuracyOf(results, 'untaught')];
        return { holds: trainableParameters === 5130 && tuned >= untaught + 0.05 && tuned > 0.75, measured: `${trainableParameters.toLocaleString('en-US')} parameters; ${percent(tuned)} against ${percent(untaught)}` };
      },
    },
  ],
};
