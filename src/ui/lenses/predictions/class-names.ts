// What a class is called.

/** The name of a class; outputs beside the classes of the data have only a number. */
export function classNameOf(classNames: readonly string[], index: number): string {
  return classNames[index] ?? `output ${index}`;
}
