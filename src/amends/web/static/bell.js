// The bell counts what is unread: as last seen on this device at once, then as the stream tells.
(() => {
  const bell = document.querySelector("[data-bell]");
  if (!bell) return;
  const show = (count) => {
    const badge = bell.querySelector(".bell-count");
    badge.hidden = !count;
    badge.textContent = count > 99 ? "99+" : String(count || "");
  };
  try { show(Number(sessionStorage.getItem("bell") || 0)); } catch { /* no memory, no matter */ }
  document.addEventListener("amends:bell", async () => {
    const answer = await fetch("/notifications/unread", { cache: "no-store" }).catch(() => null);
    if (answer?.redirected) document.dispatchEvent(new Event("amends:signed-out"));
    if (!answer?.ok || answer.redirected) return;
    const { unread } = await answer.json();
    show(unread);
    try { sessionStorage.setItem("bell", String(unread)); } catch { /* as above */ }
  });
})();
