// Pages stay true while they are open: the stream says that something changed, and what it says is fetched again.
// Nothing is replaced where somebody types, has a menu open or has begun to fill in a form, and nothing under a dialog,
// which gives the focus back to where it was; that waits until they are done.
(() => {
  const { live, here } = document.body.dataset;
  if (!live) return;
  let known = Number(document.body.dataset.eventCount || 0);
  let stream = null, again = 0, tries = 0, wanted = false, running = false, hasFollowed = false;
  const news = document.getElementById("live-news");
  const ask = (address) => fetch(address, { headers: { "X-Live": "yes" }, cache: "no-store" });
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");

  const changed = (field) => {
    if (field.type === "hidden" || field.type === "checkbox" && field.closest("table")) return false;
    if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.options[0] !== field.selectedOptions[0];
    return "defaultValue" in field && field.value !== field.defaultValue;
  };
  const isBusy = (region) => document.querySelector("dialog[open]")
    || region.querySelector("details[open] form")
    || region.querySelector("input:focus:not([type=checkbox]), textarea:focus, select:focus, [contenteditable]:focus")
    || [...region.querySelectorAll("input, textarea, select")].some(changed);

  const place = (region) => {
    const at = document.activeElement;
    if (!region.contains(at)) return null;
    return at.id ? `#${CSS.escape(at.id)}` : at.getAttribute("href") ? `a[href="${CSS.escape(at.getAttribute("href"))}"]` : at.name ? `[name="${CSS.escape(at.name)}"][value="${CSS.escape(at.value)}"]` : null;
  };
  const key = (element) => element.dataset.key || element.querySelector("a[href]")?.getAttribute("href") || element.textContent;
  const rowsOf = (region) => region.querySelectorAll(region.querySelector("tbody") ? "tbody tr:not(.group)" : ":scope > *");

  const replace = (region, fresh) => {
    if (region.innerHTML === fresh.innerHTML) return;
    const focused = place(region);
    const ticked = [...region.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value);
    const seen = region.dataset.fresh === "new" ? new Set([...rowsOf(region)].map(key)) : null;
    const scroller = region.closest(".case-middle");
    const wasAtEnd = scroller && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    const open = [...region.querySelectorAll("details[open]")].map((one) => [...region.querySelectorAll("details")].indexOf(one));
    region.replaceChildren(...fresh.childNodes);
    for (const box of region.querySelectorAll("input[type=checkbox]")) if (ticked.includes(box.value)) box.checked = true;
    for (const index of open) region.querySelectorAll("details")[index]?.setAttribute("open", "");
    if (seen) for (const row of rowsOf(region)) if (!seen.has(key(row))) row.classList.add("is-new");
    if (focused) region.querySelector(focused)?.focus({ preventScroll: true });
    if (wasAtEnd) scroller.scrollTop = scroller.scrollHeight;
  };

  const signedOut = () => {
    stop();
    tries = Infinity;
    const line = document.getElementById("signed-out");
    line.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
    line.hidden = false;
    news.textContent = line.textContent;
  };

  // Other scripts tell it as well: what they asked for was answered with the sign-in page.
  document.addEventListener("amends:signed-out", signedOut);

  // Who is here, and one line of what happened; the answer also tells how long the history is now.
  const lookAround = async () => {
    if (!here) return;
    const answer = await ask(`${here}?since=${known}`);
    if (answer.redirected) return signedOut();
    if (!answer.ok) return;
    const page = parse(await answer.text());
    for (const id of ["here", "replying"]) {
      const mine = document.getElementById(id), theirs = page.getElementById(id);
      if (!mine || !theirs) continue;
      const words = theirs.textContent.trim();
      if (id === "replying" && words && words !== mine.textContent.trim()) news.textContent = words;
      if (mine.innerHTML !== theirs.innerHTML) mine.replaceChildren(...theirs.childNodes);
      mine.hidden = theirs.hidden;
    }
    const count = Number(page.getElementById("here").dataset.eventCount), said = page.getElementById("news").textContent;
    if (said) news.textContent = said;
    if (count > known) { known = count; quietly(refresh); }
  };

  const put = (page) => {
    for (const region of document.querySelectorAll("[data-fresh]")) {
      const fresh = page.getElementById(region.id);
      if (!fresh) continue;
      if (isBusy(region)) region.dataset.stale = "yes";
      else { delete region.dataset.stale; replace(region, fresh); }
    }
    document.dispatchEvent(new CustomEvent("amends:fresh"));
  };
  document.addEventListener("amends:fetched", ({ detail }) => put(detail));

  const refresh = async () => {
    wanted = true;
    if (running) return;
    running = true;
    try {
      while (wanted) {
        wanted = false;
        const answer = await ask(location.href);
        if (answer.redirected && new URL(answer.url).pathname === "/sign-in") return signedOut();
        if (!answer.ok) return;
        put(parse(await answer.text()));
      }
    } finally { running = false; }
  };
  const late = () => setTimeout(() => {
    for (const region of document.querySelectorAll("[data-stale]")) if (!isBusy(region)) { quietly(refresh); return; }
  }, 300);
  document.addEventListener("focusout", late);
  for (const event of ["toggle", "close"]) document.addEventListener(event, late, true);

  const stop = () => { stream?.close(); stream = null; clearTimeout(again); };
  const quietly = (work) => Promise.resolve(work()).catch(() => {});
  const start = () => {
    if (stream || document.hidden || tries === Infinity) return;
    stream = new EventSource(live);
    stream.addEventListener("open", () => {
      tries = 0;
      document.body.dataset.following = "yes";
      // What happened while nobody listened.
      quietly(here ? lookAround : hasFollowed ? refresh : () => {});
      hasFollowed = true;
    });
    stream.addEventListener("case", () => quietly(lookAround));
    stream.addEventListener("presence", () => quietly(lookAround));
    stream.addEventListener("queue", () => quietly(refresh));
    stream.addEventListener("bell", () => {
      document.dispatchEvent(new CustomEvent("amends:bell"));
      if (document.body.dataset.refreshOn === "bell") quietly(refresh);
    });
    stream.addEventListener("signed-out", signedOut);
    stream.addEventListener("error", () => {
      delete document.body.dataset.following;
      if (stream?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      stop();
      again = setTimeout(start, Math.min(60, 3 * 2 ** tries++) * 1000 * (0.75 + Math.random() / 2));
    });
  };
  // Hidden pages hold no connection: a browser has six for each site, and somebody has twenty tabs.
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => { if (event.persisted) start(); });
  start();

  // Colleagues see that somebody writes to the customer.
  const words = document.querySelector("form.composer textarea");
  if (!words || !here) return;
  const token = words.form.querySelector("[name=csrfmiddlewaretoken]").value;
  const isNote = () => words.form.querySelector("[name=kind]:checked")?.value === "note";
  let saidAt = 0;
  const say = (stopped) => {
    saidAt = stopped ? 0 : Date.now();
    const form = new URLSearchParams({ csrfmiddlewaretoken: token, ...(stopped ? { stopped: "yes" } : {}) });
    fetch(here.replace(/here$/, "replying"), { method: "POST", body: form, keepalive: true }).catch(() => {});
  };
  words.addEventListener("input", () => {
    if (isNote()) return;
    if (!words.value.trim()) { if (saidAt) say(true); } else if (Date.now() - saidAt > 8000) say(false);
  });
  words.form.addEventListener("submit", () => { if (saidAt) say(true); });
})();
