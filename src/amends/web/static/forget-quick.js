// Nothing of the quick action is left open to the next person: not after signing out, and not when somebody signs in.
// What still waits to be sent stays, bound to the one who wrote it.
(() => {
  const forgetPage = async () => {
    if (!("caches" in window)) return;
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("amends-quick-")).map((name) => caches.delete(name)));
    for (const worker of (await navigator.serviceWorker?.getRegistrations()) || []) await worker.unregister();
  };
  const forgetChoices = () => new Promise((done) => {
    const asking = indexedDB.open("amends-quick", 1);
    asking.onupgradeneeded = () => asking.transaction.abort(); // the page was never opened here: leave no trace of it
    asking.onerror = done;
    asking.onsuccess = () => {
      const turn = asking.result.transaction("choices", "readwrite");
      turn.objectStore("choices").clear();
      turn.oncomplete = turn.onabort = () => { asking.result.close(); done(); };
    };
  });
  if (document.querySelector('form[action="/sign-in"]')) forgetChoices();
  for (const form of document.querySelectorAll('form[action="/sign-out"]')) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const patience = new Promise((done) => setTimeout(done, 5000));
      Promise.race([Promise.allSettled([forgetPage(), forgetChoices()]), patience]).then(() => form.submit());
    });
  }
})();
