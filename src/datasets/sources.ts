// Where raw files come from: the interface that datasets read through, and the rule for trying several places.

/** A file of a dataset as its authors published it. */
export interface RawFile {
  /** Folder of the dataset: "mnist". */
  readonly dataset: string;
  /** "train-images-idx3-ubyte.gz". */
  readonly name: string;
  /** As published; for progress only. Absent where not known. */
  readonly sizeBytes?: number;
  /** Copies on servers that allow cross-origin reading, best first. */
  readonly publicUrls: readonly string[];
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Bytes received so far; starts again at 0 with each place tried. */
  readonly onBytes?: (received: number) => void;
}

/** One value a pixel, 0 to 255, row by row. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** The environment's way to raw files; composition roots choose it. */
export interface DataSources {
  /**
   * Reads a file and decodes it. Places are tried in order until one gives bytes that `decode` accepts.
   * Rejects with DataUnavailableError when none does.
   */
  read<T>(file: RawFile, decode: (bytes: Bytes) => Promise<T>, options?: ReadOptions): Promise<T>;
  /** Decodes a PNG; absent where the environment cannot. */
  readonly decodeImage?: (bytes: Bytes) => Promise<GreyImage>;
  /** Keeps a file the user gave, so that later reads find it; absent where there is nowhere to keep it. */
  readonly keep?: (file: RawFile, bytes: Bytes) => Promise<void>;
}

export type Bytes = Uint8Array<ArrayBuffer>;

/** A dataset's files cannot be had here; `attempts` has one sentence for each place tried. */
export class DataUnavailableError extends Error {
  override readonly name = 'DataUnavailableError';
  readonly attempts: readonly string[];

  constructor(what: string, attempts: readonly string[]) {
    super(attempts.length === 0 ? `${what} could not be read: there is no place to read it from.` : `${what} could not be read. ${attempts.join(' ')}`);
    this.attempts = attempts;
  }
}

/** A place that may hold a file; `fetch` gives undefined where it is not there. */
export interface Place {
  /** As in "not found in …" or "… answered": a folder, a URL. */
  readonly name: string;
  fetch(options: ReadOptions): Promise<Bytes | undefined>;
  /** Called with bytes that decoded well. */
  accepted?(bytes: Bytes): Promise<void>;
}

/** Tries the places in order and gives the first result that decodes. */
export async function readFirst<T>(file: RawFile, places: readonly Place[], decode: (bytes: Bytes) => Promise<T>, options: ReadOptions = {}): Promise<T> {
  const attempts: string[] = [];
  for (const place of places) {
    options.signal?.throwIfAborted();
    try {
      const bytes = await place.fetch(options);
      if (!bytes) {
        attempts.push(`${file.name} is not in ${place.name}.`);
        continue;
      }
      const result = await decode(bytes);
      await place.accepted?.(bytes);
      return result;
    } catch (error) {
      options.signal?.throwIfAborted();
      attempts.push(`${place.name}: ${messageOf(error)}`);
    }
  }
  throw new DataUnavailableError(`${file.dataset}/${file.name}`, attempts);
}

/** The error's words as a sentence. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
