// The headers that every file of the page is sent with: what isolates it, and what it may load and run. The server of the command
// line, the service worker, `vite preview` and the built page's own <meta> take them from here.

/** Without these a page has no shared memory, and engines no threads. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

/** Servers of public copies of the data sets; a test holds them to the data sets' own addresses. */
export const dataHosts = ['https://raw.githubusercontent.com', 'https://storage.googleapis.com', 'https://www.cs.toronto.edu'];

/** What the page may load and run: its own files, the engines' WebAssembly, and public copies of data. */
const directives: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'self'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'style-src': ["'self'"],
  // Pictures that the page draws or a person brings along.
  'img-src': ["'self'", 'blob:', 'data:'],
  'connect-src': ["'self'", ...dataHosts],
  'worker-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

/** The policy as text, for a `<meta>`, which takes no `frame-ancestors`, and for hosts that let others frame the page. */
export const contentPolicy = policyText(directives);

/** With every file: the page in no frame, addresses told to nobody, and media types as they are sent. */
export const pageHeaders = {
  ...isolationHeaders,
  'Content-Security-Policy': policyText({ ...directives, 'frame-ancestors': ["'none'"] }),
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

function policyText(all: typeof directives): string {
  return Object.entries(all).map(([name, sources]) => [name, ...sources].join(' ')).join('; ');
}
