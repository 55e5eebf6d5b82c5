// Why the disk refuses something, in words.

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'access is not permitted',
  EBUSY: 'it is in use',
  EDQUOT: 'the quota of the disk is used up',
  EEXIST: 'something of this name is there',
  EFBIG: 'the file would be larger than the system allows',
  EINVAL: 'the system takes no such file there',
  EIO: 'the disk does not work',
  EISDIR: 'this is a folder; expected a file',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENODEV: 'there is no such device',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file; expected a folder',
  ENOTEMPTY: 'the folder is not empty',
  ENXIO: 'there is no such device',
  EPERM: 'access is not permitted',
  EROFS: 'the disk is read-only',
};

/** The reason of an error of the file system, without a full stop; the error's own message where it is of no known kind. */
export function diskReason(error: unknown): string {
  const code = codeOf(error);
  return (code === undefined ? undefined : reasons[code]) ?? (error instanceof Error ? error.message : String(error));
}

/** The system's code of an error: "ENOENT". */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
