// tfjs's backends: loading one when it is wanted, switching to it, and noticing when a GPU takes it away.
// tfjs keeps one global engine, so what is started here is shared by all sessions.

import * as tf from '@tensorflow/tfjs-core';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TfjsBackend, TfjsEnvironment } from './engine.ts';

/** tfjs's own count, once its WASM backend is loaded. */
let threadsOfWasm = () => 1;
const started = new Map<TfjsBackend, Promise<boolean>>();
type LossListener = (error: Error) => void;
const lossListeners = new WeakMap<tf.KernelBackend, Set<LossListener>>();

/** Loads and initialises a backend, if that has not been done; false where this machine or browser lacks it. */
export function startBackend(backend: TfjsBackend, environment: TfjsEnvironment): Promise<boolean> {
  const known = started.get(backend);
  if (known) return known;
  const starting = start(backend, environment).catch(() => false);
  started.set(backend, starting);
  // What failed may be asked again: with leave to use an imitated GPU, or when a driver is back.
  void starting.then((success) => success || started.delete(backend));
  return starting;
}

async function start(backend: TfjsBackend, environment: TfjsEnvironment): Promise<boolean> {
  if (!(await isPossible(backend, environment.softwareGpu === true))) return false;
  // Silences advice to Node users and checks that cost a pass over every tensor.
  tf.enableProdMode();
  switch (backend) {
    case 'webgpu': await import('@tensorflow/tfjs-backend-webgpu'); break;
    case 'webgl': await import('@tensorflow/tfjs-backend-webgl'); break;
    case 'cpu': await import('@tensorflow/tfjs-backend-cpu'); break;
    case 'wasm': {
      const { getThreadsCount, setThreadsCount, setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
      threadsOfWasm = getThreadsCount;
      const { installWasmMaxPoolGradient } = await import('./pool-gradients.ts');
      installWasmMaxPoolGradient();
      const { tfjsWasmPaths, tfjsWasmThreads = 1 } = environment;
      if (tfjsWasmThreads > 1) setThreadsCount(tfjsWasmThreads);
      else tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
      if (tfjsWasmPaths !== undefined) setWasmPaths(typeof tfjsWasmPaths === 'string' ? tfjsWasmPaths : { ...tfjsWasmPaths });
    }
  }
  if (backend === 'cpu' || backend === 'wasm') (await import('./sigmoid.ts')).installSigmoid(backend);
  const { installGradients } = await import('./gradients.ts');
  installGradients();
  if (!(await tf.setBackend(backend))) return false;
  // GPUs that render half floats only are left out: they cannot keep PyTorch's numbers.
  return backend !== 'webgl' || tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED');
}

/** Asks the platform before tfjs does, which would fail with warnings on the console. */
async function isPossible(backend: TfjsBackend, softwareGpu: boolean): Promise<boolean> {
  switch (backend) {
    case 'webgpu': {
      if (typeof navigator === 'undefined' || !('gpu' in navigator)) return false;
      const adapter = await navigator.gpu.requestAdapter();
      return adapter !== null && (softwareGpu || !adapter.info.isFallbackAdapter);
    }
    case 'webgl': {
      const gl = typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('webgl2');
      return gl !== null && (softwareGpu || !isSoftware(gl));
    }
    case 'wasm': return typeof WebAssembly !== 'undefined';
    case 'cpu': return true;
  }
}

/** Not by `failIfMajorPerformanceCaveat`, which lets most of them pass. */
function isSoftware(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}

/** Makes a started backend the one that runs the next operations; takes effect at once. */
export function useBackend(backend: TfjsBackend): void {
  // For an initialised backend `setBackend` does all its work before its first await.
  if (tf.getBackend() !== backend) void tf.setBackend(backend);
}

/** "tfjs wasm, 2 threads". */
export function describeBackend(backend: TfjsBackend): string {
  if (backend !== 'wasm') return `tfjs ${backend}`;
  const threads = threadsOfWasm();
  return `tfjs wasm, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

/** Calls `listener` if the GPU takes the current backend away; returns how to stop listening. */
export function onBackendLoss(backend: TfjsBackend, listener: LossListener): () => void {
  const instance = tf.backend();
  const listeners = lossListeners.get(instance) ?? listenTo(backend, instance);
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function listenTo(backend: TfjsBackend, instance: tf.KernelBackend): Set<LossListener> {
  const listeners = new Set<LossListener>();
  lossListeners.set(instance, listeners);
  watch(backend, instance, (message) => {
    forget(backend);
    for (const listener of listeners) listener(new Error(`${message}; the weights since the last checkpoint are lost`));
  });
  return listeners;
}

/** Says, once, when the backend is lost; those that do without a GPU cannot be. */
function watch(backend: TfjsBackend, instance: tf.KernelBackend, say: (message: string) => void): void {
  if (backend === 'webgl') {
    const { canvas } = (instance as MathBackendWebGL).getGPGPUContext().gl;
    canvas.addEventListener('webglcontextlost', () => say('the browser took the WebGL context away'), { once: true });
  }
  if (backend === 'webgpu') {
    void (instance as WebGPUBackend).device.lost.then(({ message }) => say(`the browser took the WebGPU device away (${message || 'no reason given'})`));
  }
}

/** Lets the next `startBackend` begin anew, on a new context. */
function forget(backend: TfjsBackend): void {
  started.delete(backend);
  const factory = tf.findBackendFactory(backend);
  tf.removeBackend(backend);
  tf.registerBackend(backend, factory);
}
