// Builds the command line into build/cli/convloom.js, and links it where npx looks for a project's own commands.

import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  build: {
    ssr: `${root}src/cli/main.ts`,
    outDir: `${root}build/cli`,
    emptyOutDir: true,
    copyPublicDir: false,
    target: 'node20',
    rolldownOptions: { output: { entryFileNames: 'convloom.js', chunkFileNames: '[name]-[hash].js', banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : '') } },
  },
});
await chmod(`${root}build/cli/convloom.js`, 0o755);

// A `bin` in package.json would make npx install the project into its own cache first, which builds everything anew;
// a command that lies in node_modules/.bin runs at once. Windows needs a script where others have a link.
const commands = `${root}node_modules/.bin`;
await mkdir(commands, { recursive: true });
if (process.platform === 'win32') {
  await writeFile(`${commands}/convloom.cmd`, '@node "%~dp0\\..\\..\\build\\cli\\convloom.js" %*\r\n');
} else {
  await rm(`${commands}/convloom`, { force: true });
  await symlink('../../build/cli/convloom.js', `${commands}/convloom`);
}
