// A promise that became kept since one last looked closes its ring before one's eyes, once.
(() => {
  const place = `owed:${location.pathname}`;
  const read = () => { try { return JSON.parse(sessionStorage.getItem(place)) || []; } catch { return []; } };
  const write = (owed) => { try { sessionStorage.setItem(place, JSON.stringify(owed)); } catch { /* only the motion is missed */ } };

  const look = () => {
    const before = read(), listed = [...document.querySelectorAll("[data-promise]")];
    for (const one of listed) if (one.dataset.state === "kept" && before.includes(one.dataset.promise)) one.classList.add("is-kept");
    write(listed.filter((one) => ["running", "soon"].includes(one.dataset.state)).map((one) => one.dataset.promise));
  };

  look();
  const list = document.querySelector("[data-promise]")?.closest("[data-fresh]");
  if (list) new MutationObserver(look).observe(list, { childList: true });
})();
