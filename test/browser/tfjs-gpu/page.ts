// Hands questions of the test to the worker and its answers back.

import type { Answer, Question } from './worker.ts';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

Object.assign(globalThis, {
  ask: (question: Question): Promise<Answer> => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer | { readonly error: string }>) => ('error' in data ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(question);
  }),
});
