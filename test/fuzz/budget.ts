// What a reader may ask of memory: every typed array that is made while it reads is counted.

const counted = ['Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Float32Array', 'Float64Array'] as const;

/** More was asked for than an input may cause. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
}

/** Runs `work` and throws BudgetError as soon as the arrays made by size take more than `budgetBytes` together. */
export async function withinBudget<T>(budgetBytes: number, work: () => Promise<T>): Promise<T> {
  const globals = globalThis as unknown as Record<string, typeof Uint8Array>;
  const before = counted.map((name) => globals[name]);
  let bytes = 0;
  let exceeded: BudgetError | undefined;
  for (const name of counted) {
    globals[name] = new Proxy(globals[name] as typeof Uint8Array, {
      construct(target, args: unknown[], newTarget) {
        const [size] = args;
        if (typeof size === 'number') bytes += size * target.BYTES_PER_ELEMENT;
        if (bytes > budgetBytes) {
          exceeded ??= new BudgetError(`asked for ${bytes.toLocaleString('en-US')} bytes; at most ${budgetBytes.toLocaleString('en-US')} are due to such an input`);
          throw exceeded;
        }
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
  }
  try {
    const result = await work();
    // A reader may have taken the error for damage of the file.
    if (exceeded) throw exceeded;
    return result;
  } catch (error) {
    throw exceeded ?? error;
  } finally {
    counted.forEach((name, i) => { if (before[i]) globals[name] = before[i]; });
  }
}
