// The summary of a network as data, a row per node in execution order, and as the text table that torchinfo prints.
// https://github.com/TylerYep/torchinfo

import { analyze, withinImage, type ReceptiveField, type Totals } from './analyze.ts';
import { formatPair } from './attrs.ts';
import { nodeLabel, type Graph } from './graph.ts';
import type { LayerRegistry } from './layer-kind.ts';
import { formatShape, type Shape } from './shape.ts';

export interface SummaryRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** Absent where a problem keeps it unknown. */
  readonly outputShape?: Shape;
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Multiply-adds for one example. */
  readonly macs: number;
  /** Of one example's output as float32. */
  readonly activationBytes: number;
  readonly receptiveField?: ReceptiveField;
}

export interface SummaryTotals extends Totals {
  /** Sizes for one example, as torchinfo counts them: MB are 10^6 bytes, numbers are float32. */
  readonly inputBytes: number;
  /** Outputs of the layers that have parameters, twice: values and gradients. */
  readonly forwardBackwardBytes: number;
  readonly parameterBytes: number;
}

export interface NetworkSummary {
  readonly rows: readonly SummaryRow[];
  readonly totals: SummaryTotals;
}

/** Summarises the nodes that the output depends on; all nodes where there is no Output yet. */
export function summarise(graph: Graph, layers: LayerRegistry): NetworkSummary {
  const analysis = analyze(graph, layers);
  const { order, nodes, totals } = analysis;
  const reaching = order.filter((id) => nodes[id]?.reachesOutput);
  const rows = (reaching.length > 0 ? reaching : order).map((id): SummaryRow => {
    const facts = nodes[id];
    return {
      id,
      name: nodeLabel(graph, id),
      kind: graph.nodes[id]?.kind ?? '',
      ...(facts?.outputShape && { outputShape: facts.outputShape }),
      parameters: facts?.parameters ?? 0,
      trainableParameters: facts?.trainableParameters ?? 0,
      macs: facts?.macs ?? 0,
      activationBytes: facts?.activationBytes ?? 0,
      ...(facts?.receptiveField && { receptiveField: { ...facts.receptiveField, size: withinImage(facts.receptiveField, analysis) } }),
    };
  });
  const sum = (value: (row: SummaryRow) => number) => rows.reduce((total, row) => total + value(row), 0);
  return {
    rows,
    totals: {
      ...totals,
      inputBytes: sum((row) => (row.kind === 'Input' ? row.activationBytes : 0)),
      forwardBackwardBytes: 2 * sum((row) => (row.parameters > 0 ? row.activationBytes : 0)),
      parameterBytes: 4 * totals.parameters,
    },
  };
}

/** The summary as a text table with aligned columns, ending in a newline. */
export function renderSummary(summary: NetworkSummary): string {
  const header = ['Layer', 'Kind', 'Output shape', 'Parameters', 'Multiply-adds', 'Receptive field'];
  const cells = summary.rows.map((row) => [
    row.name,
    row.kind,
    row.outputShape ? formatShape(row.outputShape) : '?',
    row.parameters === 0 ? '--' : `${grouped(row.parameters)}${row.trainableParameters === 0 ? ' (frozen)' : ''}`,
    row.macs === 0 ? '--' : grouped(row.macs),
    row.receptiveField ? formatPair(row.receptiveField.size) : '--',
  ]);
  const table = alignColumns([header, ...cells], [false, false, true, true, true, true]);
  const [head = '', ...body] = table;
  const rule = '='.repeat(Math.max(...table.map((line) => line.length)));
  return `${[rule, head, rule, ...body, rule, ...totalLines(summary.totals, rule), rule].join('\n')}\n`;
}

function totalLines(totals: SummaryTotals, rule: string): string[] {
  const { parameters, trainableParameters, macs, inputBytes, forwardBackwardBytes, parameterBytes } = totals;
  return [
    `Total parameters: ${grouped(parameters)}`,
    `Trainable parameters: ${grouped(trainableParameters)}`,
    `Non-trainable parameters: ${grouped(parameters - trainableParameters)}`,
    macs < 1e9 ? `Total multiply-adds (M): ${inMillions(macs)}` : `Total multiply-adds (G): ${inMillions(macs / 1000)}`,
    rule,
    `Input size (MB): ${inMillions(inputBytes)}`,
    `Forward/backward pass size (MB): ${inMillions(forwardBackwardBytes)}`,
    `Parameters size (MB): ${inMillions(parameterBytes)}`,
    `Estimated total size (MB): ${inMillions(inputBytes + forwardBackwardBytes + parameterBytes)}`,
  ];
}

/** Pads every column to its widest cell; `right` says which columns hold numbers. */
function alignColumns(rows: readonly (readonly string[])[], right: readonly boolean[]): string[] {
  const widths = right.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, column) => (right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ').trimEnd(),
  );
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

function inMillions(value: number): string {
  return (value / 1e6).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
