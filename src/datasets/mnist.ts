// MNIST: LeCun, Cortes, Burges 1998.

import { mnistFormatDataset, type IdxFile, type MnistEdition } from './mnist-format.ts';

/** Server that holds the original files and allows cross-origin reading. */
const publicCopy = 'https://raw.githubusercontent.com/fgnt/mnist/master/';

function file(name: string, facts: Pick<IdxFile, 'role' | 'sizeBytes' | 'md5' | 'checksum'>): IdxFile {
  return { dataset: 'mnist', name, publicUrls: [publicCopy + name], ...facts };
}

export const mnistEdition: MnistEdition = {
  info: {
    id: 'mnist',
    name: 'MNIST',
    summary: '70,000 handwritten digits, 28×28, collected from NIST’s employees and school students; the classic first dataset.',
    inputShape: [1, 28, 28],
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    trainingCount: 60_000,
    testCount: 10_000,
  },
  files: {
    trainingImages: file('train-images-idx3-ubyte.gz', { role: 'training images', sizeBytes: 9_912_422, md5: 'f68b3c2dcbeaaa9fbdd348bbdeb94873', checksum: 0xe9f4d8b3 }),
    trainingLabels: file('train-labels-idx1-ubyte.gz', { role: 'training labels', sizeBytes: 28_881, md5: 'd53e105ee54ea40749a09fcbcd1e9432', checksum: 0xe0cb4ad2 }),
    testImages: file('t10k-images-idx3-ubyte.gz', { role: 'test images', sizeBytes: 1_648_877, md5: '9fb629c4189551a2d022fa330f9573f3', checksum: 0x91373bdf }),
    testLabels: file('t10k-labels-idx1-ubyte.gz', { role: 'test labels', sizeBytes: 4_542, md5: 'ec29112dd5afa0611ce80d1b7f02629c', checksum: 0x4ab9eff9 }),
  },
  mirrors: ['https://storage.googleapis.com/cvdf-datasets/mnist/', 'https://ossci-datasets.s3.amazonaws.com/mnist/', publicCopy],
  sprite: {
    images: { dataset: 'mnist', name: 'mnist_images.png', publicUrls: ['https://storage.googleapis.com/learnjs-data/model-builder/mnist_images.png'] },
    labels: { dataset: 'mnist', name: 'mnist_labels_uint8', sizeBytes: 650_000, publicUrls: ['https://storage.googleapis.com/learnjs-data/model-builder/mnist_labels_uint8'] },
    trainingCount: 55_000,
    testCount: 10_000,
  },
};

export const mnist = mnistFormatDataset(mnistEdition);
