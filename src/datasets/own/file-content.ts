// Where the bytes of a file that was given come from: the browser has them as a Blob, or knows where they are.

/** A handle is asked for its file when that is read, as asking for thousands takes long. */
export type FileContent = Blob | { getFile(): Promise<Blob> };

/** Rejects where the file is gone or may not be read. */
export async function blobOf(content: FileContent): Promise<Blob> {
  return 'getFile' in content ? content.getFile() : content;
}
