// Builds the command line into build/cli/convloom.js, and links it where npx looks for a project's own commands.

import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
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

// npm links the commands of dependencies only; where links cannot be made, npx finds the command by package.json.
const link = `${root}node_modules/.bin/convloom`;
await mkdir(`${root}node_modules/.bin`, { recursive: true });
await rm(link, { force: true });
await symlink('../../build/cli/convloom.js', link).catch(() => undefined);
