// Selecting rows: the box, shift and the box for a stretch, X and shift X do the same by key (keys.js), Escape lets all go.
// The keys of the bar work only while something is selected.
(() => {
  const bar = document.querySelector("[data-bulk]");
  const region = document.getElementById("rows");
  if (!bar || !region) return;
  const words = bar.querySelector("[data-bulk-count]");
  const boxes = () => [...region.querySelectorAll(".pick input")];
  let last = null;

  const tell = () => {
    const count = boxes().filter((box) => box.checked).length;
    bar.hidden = !count;
    const said = count ? words.dataset.some.replace("%(count)d", count) : words.dataset.none;
    if (words.textContent !== said) words.textContent = said;
    const all = region.querySelector("[data-pick-all]");
    if (all) { all.checked = count > 0 && count === boxes().length; all.indeterminate = count > 0 && !all.checked; }
    return count;
  };
  // On a phone the boxes come when they are asked for.
  const starter = document.querySelector("[data-picking]");
  const pick = (isOn) => { region.toggleAttribute("data-picks", isOn); starter.setAttribute("aria-pressed", String(isOn)); };
  const clear = () => { for (const box of boxes()) box.checked = false; pick(false); tell(); };
  starter.addEventListener("click", () => { if (region.hasAttribute("data-picks")) clear(); else pick(true); });
  const stretch = (box, isOn) => {
    const list = boxes(), from = list.indexOf(last), to = list.indexOf(box);
    if (from < 0) return;
    for (const one of list.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = isOn;
  };

  region.addEventListener("click", (event) => {
    const cell = event.target.closest(".pick");
    if (event.target.matches("[data-pick-all]")) {
      for (const box of boxes()) box.checked = event.target.checked;
    } else if (cell) {
      const box = cell.querySelector("input");
      if (event.target !== box) box.checked = !box.checked;
      if (event.shiftKey) stretch(box, box.checked);
      last = box;
    } else return;
    tell();
  });
  bar.addEventListener("reset", (event) => { event.preventDefault(); clear(); });
  new MutationObserver(tell).observe(region, { childList: true });

  // Enter in a field, or Ctrl and Enter in a text, presses the button of that panel and not the first of the bar.
  bar.addEventListener("keydown", (event) => {
    const isMeant = event.ctrlKey || event.metaKey ? event.target.matches("textarea, input, select") : event.target.matches("input, select");
    if (event.key !== "Enter" || event.isComposing || !isMeant) return;
    event.preventDefault();
    event.target.closest(".menu-panel").querySelector("button").click();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if (event.key === "Escape" && !document.querySelector("details.menu[open]")) return void clear();
    const act = event.key.length === 1 && !bar.hidden && bar.querySelector(`[data-bulk-key="${CSS.escape(event.key)}"]`);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act.parentElement.open = true;
    act.parentElement.querySelector("input, select, textarea").focus();
  }, true);
  if (tell()) pick(true);
})();
