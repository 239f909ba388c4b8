// A contest under way: its progress is fetched again every few seconds, and the page shown anew once it is over.
(() => {
  const EVERY = 3000;
  const section = document.querySelector("#contest[data-running]");
  if (!section) return;
  const look = async () => {
    const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return setTimeout(look, EVERY);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#contest");
    if (!fresh?.hasAttribute("data-running")) return location.reload();
    const line = section.querySelector("[data-progress]"), news = fresh.querySelector("[data-progress]");
    if (line.textContent !== news.textContent) line.textContent = news.textContent;
    const bar = section.querySelector("progress"), now = fresh.querySelector("progress");
    if (bar && now) bar.value = now.value;
    else if (now) line.after(now);
    setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
})();
