// J and K walk the rows, Enter opens (a row's link has the focus, so the browser does it), R opens and starts the reply.
(() => {
  // On a phone the views go on beyond the edge; the one that is open is in sight.
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  const links = () => [...document.querySelectorAll("[data-row-link]")];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const step = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = links();
    if (!rows.length) return;
    const row = document.activeElement.closest("tr");
    const here = rows.findIndex((link) => row?.contains(link));
    if (event.key.startsWith("Arrow") && here < 0) return;
    if (step) {
      event.preventDefault();
      const next = rows[here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1)];
      next.focus();
      next.closest("tr")?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "r" && here >= 0) {
      location.href = `${rows[here].href}#reply`;
    }
  });
})();
