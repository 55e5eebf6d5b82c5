// Why some runs belong together.

export interface RunGroup {
  readonly type: 'twin' | 'sweep';
  readonly id: string;
  /** What this one is among them: "A", "with BatchNorm", "learning rate 0.01". */
  readonly label: string;
}
