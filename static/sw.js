// @ts-check
/// <reference lib="webworker" />

/**
 * The service worker of hosts that cannot send headers.
 *
 * Threads need a page that is cross-origin isolated, and isolation is asked for by response headers. Where the
 * host sends none, this worker adds them to every response on its way to the page. It is registered by
 * `isolation.js`, and only where the page is not isolated already. It stores nothing.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** The same as in `_headers`. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Document-Isolation-Policy': 'isolate-and-credentialless',
};

worker.addEventListener('install', () => {
  worker.skipWaiting();
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(worker.clients.claim());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  // Browsers' own tools ask like this; passing it on is an error.
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  if (new URL(request.url).origin !== worker.location.origin) return;
  event.respondWith(isolated(request));
});

/**
 * The response to a request, with the headers added.
 *
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function isolated(request) {
  const response = await fetch(request);
  // A redirect that the browser follows by itself: its content cannot be read and need not be.
  if (response.type === 'opaqueredirect' || response.status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  return new Response(response.body, {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
}
