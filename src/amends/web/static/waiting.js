// Counts down the seconds in which a reply can be taken back, and shows it as sent once it is.
(() => {
  const waiting = () => document.querySelectorAll("[data-until]");
  const composer = document.querySelector("form.composer");  // who only reads has none
  if (!composer || !waiting().length) return;
  const says = JSON.parse(composer.dataset.says);
  let asked = 0;

  async function page() {
    try {
      const answer = await fetch(location.pathname);
      if (answer.redirected) document.dispatchEvent(new Event("amends:signed-out"));
      return answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    } catch { return null; }  // no network for a moment
  }

  async function look() {
    asked += 1;
    const fresh = await page();
    if (!fresh || [...waiting()].some((one) => fresh.getElementById(one.id))) { if (asked < 40) setTimeout(look, 1500); return; }
    document.dispatchEvent(new CustomEvent("amends:fetched", { detail: fresh }));  // live.js shows it where nobody is at work
    composer.elements.seen.value = fresh.querySelector("form.composer [name=seen]")?.value || "";
  }

  function tick() {
    let left = 0;
    for (const one of waiting()) {
      const seconds = Math.max(Math.ceil(Number(one.dataset.until) - Date.now() / 1000), 0);
      one.querySelector("[data-left]").textContent = seconds ? says.goesOut.replace("%(seconds)s", seconds) : says.going;
      left = Math.max(left, seconds);
    }
    setTimeout(left ? tick : look, left ? 1000 : 1500);
  }
  tick();
})();
