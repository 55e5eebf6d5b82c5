// Fashion-MNIST: Xiao, Rasul, Vollgraf 2017 (https://github.com/zalandoresearch/fashion-mnist).

import { mnistFormatDataset, type IdxFile, type MnistEdition } from './mnist-format.ts';

/** The authors' repository; its server allows cross-origin reading. */
const publicCopy = 'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/';

function file(name: string, facts: Pick<IdxFile, 'role' | 'sizeBytes' | 'md5' | 'checksum'>): IdxFile {
  return { dataset: 'fashion-mnist', name, publicUrls: [publicCopy + name], ...facts };
}

export const fashionMnistEdition: MnistEdition = {
  info: {
    id: 'fashion-mnist',
    name: 'Fashion-MNIST',
    summary: '70,000 photographs of clothes from Zalando’s shop, 28×28 and grey; MNIST’s harder twin.',
    inputShape: [1, 28, 28],
    classNames: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
    trainingCount: 60_000,
    testCount: 10_000,
  },
  files: {
    trainingImages: file('train-images-idx3-ubyte.gz', { role: 'training images', sizeBytes: 26_421_880, md5: '8d4fb7e6c68d591d4c3dfef9ec88bf0d', checksum: 0xb4f29f28 }),
    trainingLabels: file('train-labels-idx1-ubyte.gz', { role: 'training labels', sizeBytes: 29_515, md5: '25c81989df183df01b3e8a0aad5dffbe', checksum: 0x741a4657 }),
    testImages: file('t10k-images-idx3-ubyte.gz', { role: 'test images', sizeBytes: 4_422_102, md5: 'bef4ecab320f06d8554ea6380940ec79', checksum: 0x678fe0b1 }),
    testLabels: file('t10k-labels-idx1-ubyte.gz', { role: 'test labels', sizeBytes: 5_148, md5: 'bb300cfdad3c16e7a12a480ee83cd310', checksum: 0x80142c1f }),
  },
  mirrors: ['http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/', 'https://storage.googleapis.com/tensorflow/tf-keras-datasets/', publicCopy],
  sprite: {
    images: { dataset: 'fashion-mnist', name: 'fashion_mnist_images.png', publicUrls: ['https://storage.googleapis.com/learnjs-data/model-builder/fashion_mnist_images.png'] },
    labels: { dataset: 'fashion-mnist', name: 'fashion_mnist_labels_uint8', sizeBytes: 650_000, publicUrls: ['https://storage.googleapis.com/learnjs-data/model-builder/fashion_mnist_labels_uint8'] },
    trainingCount: 55_000,
    testCount: 10_000,
  },
};

export const fashionMnist = mnistFormatDataset(fashionMnistEdition);
