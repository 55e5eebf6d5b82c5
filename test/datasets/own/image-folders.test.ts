// Classes and parts of images by their folders, as torchvision's ImageFolder has them.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { FileProblem } from '../../../src/core/own-data.ts';
import { classifyImages, compareCodePoints } from '../../../src/datasets/own/image-folders.ts';

/** Class and part of each path: "cat" where folders say no part, "cat test" where they do. */
function classify(paths: readonly string[]) {
  const problems: FileProblem[] = [];
  const { classNames, places, notes } = classifyImages('photos', paths, (problem) => problems.push(problem));
  const found = [...places].map(
    ([path, { label, isTest }]) =>
      `${path}: ${classNames[label]}${isTest === undefined ? '' : isTest ? ' test' : ' training'}`,
  );
  return { classNames, found, notes, problems };
}

describe('classes', () => {
  it.each<[string, string[], string[]]>([
    ['the first level of folders', ['cat/1.png', 'dog/1.png'], ['cat', 'dog']],
    ['it within a folder around all', ['data/cat/1.png', 'data/dog/1.png'], ['cat', 'dog']],
    ['it within several folders', ['a/b/c/cat/1.png', 'a/b/c/dog/1.png'], ['cat', 'dog']],
    [
      'it where folders lie in them',
      ['data/cat/batch1/1.png', 'data/cat/batch2/1.png', 'data/dog/batch1/1.png'],
      ['cat', 'dog'],
    ],
    ['it where those have one name', ['data/cat/images/1.png', 'data/dog/images/1.png'], ['cat', 'dog']],
    ['it where some lie deeper', ['data/cat/1.png', 'data/dog/more/1.png', 'data/dog/1.png'], ['cat', 'dog']],
    ['it beside images without a folder', ['data/readme.png', 'data/cat/1.png', 'data/dog/1.png'], ['cat', 'dog']],
    [
      'in the order of torchvision',
      ['2/a.png', '10/a.png', '1/a.png', '20/a.png', 'a/a.png', 'B/a.png'],
      ['1', '10', '2', '20', 'B', 'a'],
    ],
    [
      'one for each name, however it is composed',
      ['cafe\u0301/1.png', 'caf\u00e9/2.png', 'tea/1.png'],
      ['caf\u00e9', 'tea'],
    ],
    [
      'with any letters',
      ['a:b/1.png', 'C#/1.png', '100%/1.png', "it's/1.png", 'Apple Red 1/1.png'],
      ['100%', 'Apple Red 1', 'C#', 'a:b', "it's"],
    ],
    ['called train where there is no test', ['train/1.png', 'bus/1.png'], ['bus', 'train']],
    ['called train and test-tube', ['train/x/1.png', 'test-tube/x/1.png'], ['test-tube', 'train']],
  ])('are %s', (_, paths, expected) => {
    expect(classify(paths).classNames).toEqual(expected);
  });

  it('are not looked for in folders without end', () => {
    const deep = `${'a/'.repeat(30_000)}1.png`;
    const { classNames, problems } = classify(['cat/1.png', 'dog/1.png', deep]);
    expect([classNames, problems]).toEqual([['cat', 'dog'], [{ file: deep, reason: 'it lies in more than 64 folders' }]]);
  });

  it('are sorted as Python sorts', () => {
    const names = ['b', 'a', 'B', '10', '2', 'é', 'z', '\u{1F600}', '\uFF5E', 'aa', '', 'a b', 'ab'];
    const sorted = execFileSync(
      'python3',
      ['-c', `import json, sys\nprint(json.dumps(sorted(json.loads(sys.stdin.read()))))`],
      { input: JSON.stringify(names), encoding: 'utf8' },
    );
    expect(names.toSorted(compareCodePoints)).toEqual(JSON.parse(sorted));
  });
});

describe('parts', () => {
  it.each([
    ['train', 'test'],
    ['train', 'val'],
    ['train', 'valid'],
    ['Train', 'Validation'],
    ['training', 'testing'],
    ['seg_train', 'seg_test'],
    ['training_set', 'test_set'],
    ['TRAIN', 'TEST'],
    ['trainset', 'testset'],
    ['cars_train', 'cars_test'],
    ['Training Data', 'Test Data'],
    ['train_images', 'test_images'],
  ])('are the folders %s and %s, whatever is around and within them', (training, test) => {
    const expected = (...above: string[]) => [
      `${above.join('')}cat training`,
      `${above.join('')}dog training`,
      `${above.join('')}cat test`,
    ];
    const found = (paths: readonly string[]) => classify(paths).found.map((each) => each.replace(/^.*: /, ''));
    expect(found([`${training}/cat/1.png`, `${training}/dog/1.png`, `${test}/cat/1.png`])).toEqual(expected());
    expect(found([`root/${training}/cat/1.png`, `root/${training}/dog/1.png`, `root/${test}/cat/1.png`])).toEqual(
      expected(),
    );
    expect(
      found([`${training}/${training}/cat/1.png`, `${training}/${training}/dog/1.png`, `${test}/${test}/cat/1.png`]),
    ).toEqual(expected());
    expect(found([`${training}/cat/a/1.png`, `${training}/dog/b/1.png`, `${test}/cat/c/1.png`])).toEqual(expected());
  });

  it('are told, and what lies beside them is left out with a reason', () => {
    const { found, notes, problems } = classify([
      'x/seg_train/cat/1.png',
      'x/seg_train/dog/1.png',
      'x/seg_test/cat/1.png',
      'x/seg_pred/1.png',
      'x/seg_pred/2.png',
      'x/logo.png',
    ]);
    expect(found).toHaveLength(3);
    expect(notes).toEqual(['The folder seg_train is learnt from, and seg_test is the test part.']);
    expect(problems).toEqual([
      { file: 'seg_pred', reason: '2 images lie there, beside the folders seg_train and seg_test' },
      { file: 'photos', reason: '1 image lies there, beside the folders seg_train and seg_test' },
    ]);
  });

  it('are train and test where there is val too, which is left out and told', () => {
    const { found, problems } = classify(['train/a/1.png', 'train/b/1.png', 'val/a/1.png', 'test/a/1.png']);
    expect(found).toEqual(['train/a/1.png: a training', 'train/b/1.png: b training', 'test/a/1.png: a test']);
    expect(problems).toEqual([{ file: 'val', reason: '1 image lies there, beside the folders train and test' }]);
  });

  it('are train and val where the images of test have no classes', () => {
    const { found, problems } = classify(['train/a/1.png', 'train/b/1.png', 'val/a/1.png', 'test/9.png']);
    expect(found.at(-1)).toBe('val/a/1.png: a test');
    expect(problems).toEqual([{ file: 'test', reason: '1 image lies there, beside the folders train and val' }]);
  });

  it('may lie in the classes', () => {
    expect(classify(['cat/train/1.png', 'cat/test/1.png', 'dog/train/1.png']).found).toEqual([
      'cat/train/1.png: cat training',
      'cat/test/1.png: cat test',
      'dog/train/1.png: dog training',
    ]);
  });

  it('without folders of classes are refused, rather than taken for classes', () => {
    expect(() => classify(['train/cat.1.png', 'test/2.png'])).toThrow(
      'photos holds the folders train and test with images in them; expected a folder for each class in each of them.',
    );
  });
});
