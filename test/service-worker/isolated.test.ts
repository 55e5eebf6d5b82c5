// Isolating a response changes its isolation headers and nothing else.

import { describe, expect, it } from 'vitest';
import { contentPolicy } from '../../src/hosting/page-headers.ts';
import { isolated } from '../../src/service-worker/isolated.ts';

describe('isolated', () => {
  it('adds the headers and keeps status, body and the other headers', async () => {
    const response = isolated(new Response('body', { status: 203, statusText: 'As told', headers: { 'Content-Type': 'application/wasm', ETag: '"7"' } }));
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/wasm',
      etag: '"7"',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': contentPolicy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    // Whether the page may stand in a frame is the host's to say.
    expect(contentPolicy).not.toContain('frame-ancestors');
    expect([response.status, response.statusText, await response.text()]).toEqual([203, 'As told', 'body']);
  });

  it('replaces what the host says', () => {
    const { headers } = isolated(new Response('', { headers: { 'Cross-Origin-Embedder-Policy': 'unsafe-none' } }));
    expect(headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
  });

  it('takes answers without a body', () => {
    expect(isolated(new Response(null, { status: 304 })).status).toBe(304);
  });

  it('leaves a failed answer alone', () => {
    const failed = Response.error();
    expect(isolated(failed)).toBe(failed);
  });
});
