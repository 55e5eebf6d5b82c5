// Reading a response's body with progress; used in the browser and in Node alike.

import type { Bytes } from './sources.ts';

/** The whole body, told about as it comes in. Rejects with a sentence for a status that is not success. */
export async function readBody(response: Response, onBytes?: (received: number) => void): Promise<Bytes> {
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trimEnd());
  const chunks: Uint8Array[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    chunks.push(part.value);
    received += part.value.length;
    onBytes?.(received);
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
