// Downloads, in the browser and in Node alike: with progress, and never waiting for ever.

import type { Bytes } from './sources.ts';

/** How long a server may keep silent. */
const defaultPatienceMs = 15_000;

/**
 * Runs `work` with a signal that aborts with `signal`, and when nothing was `heard` for `patienceMs`; networks that
 * swallow requests would otherwise hold up a run for minutes.
 */
export async function withPatience<T>(
  signal: AbortSignal | undefined, work: (signal: AbortSignal, heard: () => void) => Promise<T>, patienceMs = defaultPatienceMs,
): Promise<T> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(new Error(`nothing was heard for ${patienceMs / 1000} s`)), patienceMs);
  };
  heard();
  try {
    return await work(signal ? AbortSignal.any([signal, silence.signal]) : silence.signal, heard);
  } catch (error) {
    silence.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The whole body, told about as it comes in. Rejects with a sentence for a status that is not success. */
export async function readBody(response: Response, onBytes: (received: number) => void): Promise<Bytes> {
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trimEnd());
  const chunks: Uint8Array[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    chunks.push(part.value);
    received += part.value.length;
    onBytes(received);
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
