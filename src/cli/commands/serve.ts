// `convloom serve`: the built page on localhost, with threads, and downloaded data beside it.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startAppServer } from '../app-server.ts';
import { CommandError, integerOption, textOption, UsageError, type Command, type OptionValues } from '../command.ts';
import { checkPlaces } from '../given-places.ts';

const defaultPort = 4173;

export const serve: Command = {
  name: 'serve',
  parameters: '',
  summary: 'Serve the built page on localhost.',
  arity: [0, 0],
  options: {
    port: { type: 'string', short: 'p', value: 'N', help: `Port to listen on; the next free one if it is taken (default ${defaultPort})` },
    data: { type: 'string', value: 'DIR', help: 'Folder served as /data/, holding mnist/ (default: the project’s data folder)' },
    'allow-host': { type: 'string', value: 'NAMES', help: 'Further names by which requests may call this server, separated by commas, such as those of a proxy' },
  },
  async run({ values }, cli) {
    const wanted = integerOption(values, 'port', 0, 65_535) ?? defaultPort;
    await checkPlaces(values, { data: 'folder' });
    if (!existsSync(join(cli.appFolder, 'index.html'))) {
      throw new CommandError(`There is no built page in ${cli.appFolder}; "npm start" builds and serves it.`);
    }
    const { server, port } = await startAppServer({ app: cli.appFolder, data: resolve(textOption(values, 'data') ?? cli.dataFolder) }, wanted, readHosts(values));
    if (wanted !== 0 && port !== wanted) cli.out.write(`Port ${wanted} is taken.\n`);
    cli.out.write(`Convloom is at http://localhost:${port}/ (Ctrl+C stops it)\n`);
    await new Promise<void>((stopped) => cli.signal.addEventListener('abort', () => stopped(), { once: true }));
    server.closeAllConnections();
    server.close();
    return 0;
  },
};

/** The names of --allow-host. Throws UsageError where one is no name of a host. */
function readHosts(values: OptionValues): string[] {
  const names = textOption(values, 'allow-host')?.split(',').map((name) => name.trim()) ?? [];
  const wrong = names.find((name) => !/^([\w-]+(\.[\w-]+)*|\[[\da-f:.]+\])$/i.test(name));
  if (wrong !== undefined) throw new UsageError(`--allow-host takes names without port and scheme, such as box.local, received "${wrong}".`);
  return names;
}
