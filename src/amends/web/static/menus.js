// Menus are <details>: they open without a script. This closes them, runs single keys and lets a toast go.
(() => {
  const open = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });

  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of open()) { menu.open = false; menu.querySelector("summary").focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, textarea")) { target.focus(); target.select(); } else target.click();
  });

  const toast = document.querySelector("[data-toast]");
  if (toast) {
    const address = new URL(location.href);
    address.searchParams.delete("said");
    history.replaceState(history.state, "", address);
    let timer;
    const wait = () => { timer = setTimeout(() => toast.remove(), 10000); };
    toast.addEventListener("pointerenter", () => clearTimeout(timer));
    toast.addEventListener("pointerleave", wait);
    wait();
  }
})();

// A choice that filters goes at once; the button beside it is for those without a script.
for (const choice of document.querySelectorAll("[data-submits]")) choice.addEventListener("change", () => choice.form.requestSubmit());
for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;
