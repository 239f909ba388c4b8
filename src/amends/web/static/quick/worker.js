// Keeps the page of the quick action and its files, so that it opens without a network. Nothing else is ever kept here.
const CACHE = `amends-quick-${KNOWN.version}`;
const PAGE = "/quick";
const PATIENCE = 2500; // a network that hangs is no network to somebody with a guest before them

const keepPage = async (cache, answer) => {
  if (answer.ok && !answer.redirected && answer.type === "basic") await cache.put(PAGE, answer.clone());
  return answer;
};

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(KNOWN.files);
    await keepPage(cache, await fetch(PAGE));
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("amends-quick-") && name !== CACHE).map((name) => caches.delete(name)));
    await clients.claim();
  })());
});

const page = async (request) => {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(PAGE, { ignoreVary: true });
  const fresh = fetch(request).then((answer) => keepPage(cache, answer));
  if (!kept) return fresh;
  const late = new Promise((done) => setTimeout(() => done(kept), PATIENCE));
  return Promise.race([fresh.then((answer) => (answer.status >= 500 ? kept : answer), () => kept), late]);
};

addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === PAGE) event.respondWith(page(event.request));
  else if (KNOWN.files.includes(address.pathname)) {
    event.respondWith(caches.match(event.request, { cacheName: CACHE, ignoreVary: true }).then((kept) => kept || fetch(event.request)));
  }
});
