// The summary: rows and totals of networks whose numbers are published, and the text table.

import { describe, expect, it } from 'vitest';
import { renderSummary, summarise } from '../../src/core/summary.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain } from '../support/graph-builder.ts';
import { resnet18 } from '../support/torchvision.ts';

const conv = (outChannels: number) => ({ outChannels, kernelSize: 5, padding: 2 });
const course = chain([1, 16, 16], ['Conv2d', conv(16)], ['ReLU'], ['MaxPool2d'], ['Conv2d', conv(32)], ['ReLU'], ['MaxPool2d'], ['Flatten'], ['Linear']);

describe('summarise', () => {
  it('has torchinfo’s sizes of ResNet-18', () => {
    // The end of what torchinfo prints for summary(resnet18(), (1, 3, 224, 224)).
    const text = renderSummary(summarise(resnet18(), layers));
    const numbers = text.split('\n').flatMap((line) => /: ([\d.,]+)$/.exec(line)?.[1] ?? []);
    expect(numbers).toEqual(['11,689,512', '11,689,512', '0', '1.81', '0.60', '39.75', '46.76', '87.11']);
    expect(text).toContain('Total multiply-adds (G): 1.81\n');
  });

  it('has a row for each node that the output depends on, in the order of execution', () => {
    const graph = { ...course, nodes: { ...course.nodes, loose: { kind: 'ReLU' } } };
    const { rows } = summarise(graph, layers);
    expect(rows.map((row) => row.id)).toEqual(['input', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'output']);
    expect(rows[1]).toEqual({
      id: 'n1', name: 'n1', kind: 'Conv2d', outputShape: [16, 16, 16], parameters: 416, trainableParameters: 416, macs: 102_400, activationBytes: 16_384,
      receptiveField: { size: [5, 5], jump: [1, 1] },
    });
  });

  it('has receptive fields no larger than the image, whose edges windows hang over', () => {
    const { rows } = summarise(course, layers);
    const sizeOf = (id: string) => rows.find((row) => row.id === id)?.receptiveField?.size;
    expect(sizeOf('n4')).toEqual([14, 14]);
    // By the formula 16 for the last pooling and 28 for the Linear behind it; the image has 16.
    expect(sizeOf('n6')).toEqual([16, 16]);
    expect(sizeOf('n8')).toEqual([16, 16]);
    const narrow = summarise(chain([1, 9, 40], ['Conv2d', { outChannels: 1, kernelSize: 15, padding: 7 }]), layers);
    expect(narrow.rows.find((row) => row.id === 'n1')?.receptiveField?.size).toEqual([9, 15]);
  });

  it('has all nodes where there is no output yet', () => {
    const { rows, totals } = summarise({ nodes: { input: { kind: 'Input' }, loose: { kind: 'Flatten' } }, edges: {} }, layers);
    expect(rows.map((row) => row.id)).toEqual(['input', 'loose']);
    expect(rows[1]).not.toHaveProperty('outputShape');
    expect(totals).toMatchObject({ parameters: 0, macs: 0 });
  });
});

it('the text is a table with aligned columns and totals', () => {
  const frozen = { ...course, nodes: { ...course.nodes, n4: { ...course.nodes['n4'], kind: 'Conv2d', frozen: true } } };
  expect(renderSummary(summarise(frozen, layers))).toBe(`\
================================================================================
Layer   Kind       Output shape       Parameters  Multiply-adds  Receptive field
================================================================================
input   Input           1×16×16               --             --              1×1
n1      Conv2d         16×16×16              416        102,400              5×5
n2      ReLU           16×16×16               --             --              5×5
n3      MaxPool2d        16×8×8               --             --              6×6
n4      Conv2d           32×8×8  12,832 (frozen)        819,200            14×14
n5      ReLU             32×8×8               --             --            14×14
n6      MaxPool2d        32×4×4               --             --            16×16
n7      Flatten             512               --             --            16×16
n8      Linear               10            5,130          5,120            16×16
output  Output               10               --             --            16×16
================================================================================
Total parameters: 18,378
Trainable parameters: 5,546
Non-trainable parameters: 12,832
Total multiply-adds (M): 0.93
================================================================================
Input size (MB): 0.00
Forward/backward pass size (MB): 0.05
Parameters size (MB): 0.07
Estimated total size (MB): 0.12
================================================================================
`);
});
