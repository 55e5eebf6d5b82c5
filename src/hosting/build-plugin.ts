// The part of the build that lets the page run under its content policy.

import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { contentPolicy } from './page-headers.ts';

/**
 * Writes the policy into the built page, for hosts that cannot send it, and gives libraries that would add a <style> element,
 * which the policy refuses, one way to add a style sheet. The development server has no policy: what reloads parts of the page
 * while they are edited is itself made of inline scripts and styles.
 */
export function underContentPolicy(): Plugin {
  return {
    name: 'content-policy',
    config: () => ({
      resolve: { alias: { 'react-style-singleton': fileURLToPath(new URL('./style-singleton.ts', import.meta.url)) } },
    }),
    transformIndexHtml: {
      order: 'post',
      handler: (_, { server }) => (server ? [] : [
        { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: contentPolicy }, injectTo: 'head-prepend' },
        { tag: 'meta', attrs: { name: 'referrer', content: 'no-referrer' }, injectTo: 'head-prepend' },
      ]),
    },
  };
}
