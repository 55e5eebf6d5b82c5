// What the service worker adds to files on hosts that cannot set headers: isolation, which engines need for threads, and the content
// policy, which workers have from their own file alone.

import { contentPolicy, pageHeaders } from '../hosting/page-headers.ts';

// Whether the page may stand in a frame is the host's to say.
const addedHeaders = { ...pageHeaders, 'Content-Security-Policy': contentPolicy };

/** The response with these headers set; opaque and failed ones, whose headers nobody may set, as they are. */
export function isolated(response: Response): Response {
  if (response.type === 'opaque' || response.type === 'opaqueredirect' || response.type === 'error') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(addedHeaders)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
