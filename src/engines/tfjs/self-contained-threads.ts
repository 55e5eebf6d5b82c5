// A plugin for Vite, for whatever bundles the WASM backend.

/**
 * TensorFlow.js hands its threads the source of a function (`toString`), which must not name anything outside itself:
 * minified, its one outer variable would be another word there. A page's script directory is of no use to threads.
 */
export function selfContainedThreads() {
  return {
    name: 'self-contained-threads',
    transform: (code: string, id: string): string | undefined => {
      if (!/tfjs-backend-wasm-threaded-simd\.js(\?|$)/.test(id)) return undefined;
      return code.replaceAll('typeof _scriptDir !== "undefined" && _scriptDir', 'false').replaceAll('||_scriptDir', '');
    },
  };
}
