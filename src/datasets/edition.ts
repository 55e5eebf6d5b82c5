// A dataset as its authors published it: files that a download can check.

import type { DatasetInfo } from '../core/data.ts';
import type { RawFile } from './sources.ts';

export interface PublishedFile extends RawFile {
  readonly sizeBytes: number;
  /** Of the file as published, in hex. */
  readonly md5: string;
}

export interface Edition {
  readonly info: DatasetInfo;
  readonly files: Readonly<Record<string, PublishedFile>>;
  /** Folders of mirrors that hold the files under their names, for download outside a browser. */
  readonly mirrors: readonly string[];
}
