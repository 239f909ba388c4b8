// The button of the next best step: it opens what the step is done with, and fills in the words that suit it.
(() => {
  const form = document.querySelector("form.composer");
  const openers = { judge: "#judge", "hand-over": ".case-top details:has(> summary[data-key=a])", more: ".case-top details:has(#end-reason)" };

  async function begin(button) {
    const tab = form.querySelector(`[name=kind][value=${button.dataset.start}]`);
    if (!tab) return;
    tab.checked = true;
    tab.dispatchEvent(new Event("change", { bubbles: true }));
    for (const purpose of (button.dataset.purposes || "").split(" ")) {
      const box = purpose && form.querySelector(`[name=purposes][value=${purpose}]`);
      if (box) box.checked = true;
    }
    const words = form.elements.text;
    words.focus();
    if (words.value.trim() || !button.dataset.template) return;
    const from = form.querySelector("[data-pick='/']")?.dataset.pickFrom;
    const said = from && await fetch(from).then((answer) => answer.json()).catch(() => null);
    const found = said?.rows.find((row) => row.key === button.dataset.template);
    if (!found || words.value.trim()) return;  // somebody began to write meanwhile
    words.value = found.text;
    words.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-start], [data-opens]");
    if (!button) return;
    if (button.dataset.start && form) { setTimeout(() => begin(button)); return; }
    const menu = document.querySelector(openers[button.dataset.opens] || "#none");
    if (!menu) return;
    // After the link has led to its place, or the click that follows it would close the menu again.
    setTimeout(() => { menu.open = true; menu.querySelector("input, select, summary")?.focus(); });
  });
})();
