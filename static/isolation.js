// @ts-check

/**
 * Makes the page cross-origin isolated where the host does not.
 *
 * Loaded first by `index.html`. On an isolated page it does nothing. Elsewhere it registers `sw.js`, which adds the
 * headers, and reloads the page once so that they take effect; the address stays as it was. It never
 * reloads twice: a browser that ignores the headers runs the single-thread engine. Where service
 * workers are refused (an insecure address, a private window, a strict frame) it does nothing either.
 */

(() => {
  /** Remembers, for this tab, that the page was reloaded. */
  const RELOADED = 'lanewise.isolation.reloaded';

  if (window.crossOriginIsolated) {
    try {
      // Isolation works: if it is lost (a forced reload goes past the worker), one more try is due.
      sessionStorage.removeItem(RELOADED);
    } catch {
      // Storage is blocked: there is nothing to forget.
    }
    return;
  }
  if (!window.isSecureContext || !('serviceWorker' in navigator)) return;

  const { serviceWorker } = navigator;

  const reloadOnce = () => {
    try {
      if (sessionStorage.getItem(RELOADED)) return;
      sessionStorage.setItem(RELOADED, '1');
    } catch {
      // Without memory a second reload could not be told from the first.
      return;
    }
    location.reload();
  };

  // Controlled and still not isolated: the browser does not know these headers.
  if (serviceWorker.controller) return;

  serviceWorker.addEventListener('controllerchange', reloadOnce, { once: true });
  serviceWorker
    .register('./sw.js')
    .then((registration) => {
      // Active already, yet not in control: this load went past it.
      if (registration?.active && !serviceWorker.controller) reloadOnce();
    })
    .catch(() => {
      // Refused: the page runs without threads and says so itself.
    });
})();
