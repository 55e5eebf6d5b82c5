// `convloom data NAME`: downloads a dataset's files into the data folder, where the page and `train` find them.

import { relative, resolve } from 'node:path';
import { downloadEdition, type DownloadProgress } from '../../datasets/node-download.ts';
import { textOption, UsageError, type Command, type Output } from '../command.ts';
import { checkWritable, writeFiles } from '../write-files.ts';

export const data: Command = {
  name: 'data',
  parameters: 'NAME',
  summary: 'Download a dataset’s files and check them.',
  arity: [1, 1],
  options: {
    dir: { type: 'string', short: 'd', value: 'DIR', help: 'Where to keep them, in DIR/NAME (default: the project’s data folder)' },
    mirror: { type: 'string', value: 'URL', help: 'Folder of a server to download from, instead of the public mirrors' },
  },
  async run({ positionals: [name = ''], values }, cli) {
    const edition = cli.editions.get(name);
    if (!edition) throw new UsageError(`There is no dataset "${name}" to download; expected ${[...cli.editions.keys()].join(', ')}.`);
    const mirror = textOption(values, 'mirror');
    if (mirror !== undefined && !URL.canParse(mirror)) throw new UsageError(`--mirror must be a URL, received "${mirror}".`);
    const folder = await downloadEdition(edition, {
      checkWritable,
      write: writeFiles,
      directory: resolve(textOption(values, 'dir') ?? cli.dataFolder),
      ...(mirror !== undefined && { mirrors: [mirror.endsWith('/') ? mirror : `${mirror}/`] }),
      signal: cli.signal,
      onProgress: (progress) => tell(progress, cli.out, cli.err),
    });
    cli.out.write(`${edition.info.name} is in ${relative('', folder) || '.'}\n`);
    return 0;
  },
};

function tell(progress: DownloadProgress, out: Output, err: Output): void {
  const clear = out.isTTY === true ? '\r\x1b[K' : '';
  switch (progress.type) {
    case 'receiving':
      if (out.isTTY === true) out.write(`${clear}${progress.file} ${Math.round((100 * progress.receivedBytes) / progress.totalBytes)} %`);
      return;
    case 'failed':
      return void err.write(`${clear}${progress.message}\n`);
    case 'done':
      return void out.write(`${clear}${progress.file}: ${progress.from === 'already there' ? progress.from : `from ${progress.from}`}\n`);
  }
}
