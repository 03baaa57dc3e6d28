// The service worker of the desk: keeps the shell and its files, so that the app opens without a network.
// VERSION, SHELL and FILES stand above this text; the server writes them. No answer of the API is ever kept here.

const CACHE = `desk-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await Promise.all([SHELL, ...FILES].map(async (address) => {
        const answer = await fetch(new Request(address, { cache: "reload", credentials: "same-origin" }));
        if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
        await cache.put(address, answer);
      }));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith("desk-") && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  const path = address.pathname;
  if (path !== SHELL && !FILES.includes(path)) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(CACHE);
      return (await cache.match(path)) || fetch(event.request);
    })(),
  );
});
