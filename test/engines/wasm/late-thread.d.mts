export function dawdle(exports: WebAssembly.Exports, seed: number, options: { readonly meets: boolean }): WebAssembly.Exports;
