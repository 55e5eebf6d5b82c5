// A plugin for Vite, for whatever bundles the WASM backend.

import { readFile } from 'node:fs/promises';

/** What this needs of Vite's and Rolldown's plugin context. */
interface Context {
  emitFile(file: { readonly type: 'asset'; readonly name: string; readonly source: string }): string;
}

const factory = 'tfjs-backend-wasm-threaded-simd.js';
const thread = 'tfjs-backend-wasm-threaded-simd.worker.js';

/**
 * TensorFlow.js starts its threads from text that it holds: URLs of blobs, which a strict content policy refuses, with the source
 * of a minified function that must not name anything outside itself. This makes files of both scripts, as the package has them.
 * The development server keeps the package's way.
 */
export function threadsFromFiles() {
  return {
    name: 'threads-from-files',
    apply: 'build' as const,
    async transform(this: Context, code: string, id: string): Promise<string | undefined> {
      const [, folder] = /^(.*tfjs-backend-wasm\/)dist\/backend_wasm\.js(\?|$)/.exec(id) ?? [];
      if (folder === undefined) return undefined;
      const urlOf = async (name: string, change = (text: string): string => text): Promise<string> => {
        const source = change(await readFile(`${folder}wasm-out/${name}`, 'utf8'));
        return `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name, source })}`;
      };
      const threadUrl = await urlOf(thread, unwrapped);
      return [
        [/const response = wasmWorkerContents[\s\S]*?return URL\.createObjectURL\(blob\);/, `return ${threadUrl};`],
        [/factoryConfig\.mainScriptUrlOrBlob = new Blob\([^;]*;/, `factoryConfig.mainScriptUrlOrBlob = ${await urlOf(factory)};`],
        [/import \{ wasmWorkerContents \} from [^;]*;/, ''],
      ].reduce((text, [from = '', to = '']) => replaced(text, from, String(to)), code);
    },
  };
}

/** The script within the template literal that the package keeps it in. */
function unwrapped(text: string): string {
  const [, script] = /^module\.exports\.wasmWorkerContents = `([^`]*)`;\s*$/.exec(text) ?? [];
  if (script === undefined || script.includes('${')) throw new Error(`${thread} of TensorFlow.js is not as it was: expected one template literal without parts.`);
  return script;
}

function replaced(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, () => to);
  if (changed === text) throw new Error(`backend_wasm.js of TensorFlow.js is not as it was: expected ${String(from)} in it.`);
  return changed;
}
