// "/" in a reply offers canned replies, "@" in a note colleagues: found by typing, chosen by arrows and Enter.
(() => {
  const form = document.querySelector("form.composer"), list = document.getElementById("picker");
  if (!form || !list) return;
  const words = form.elements.text, says = JSON.parse(form.dataset.says), fetched = {};
  const isNote = () => form.querySelector("[name=kind]:checked")?.value === "note";
  const tool = (of) => form.querySelector(`[data-pick="${of}"]`);
  let sign = "", from = 0, shown = [], here = 0;

  const close = () => { list.hidden = true; sign = ""; here = 0; words.removeAttribute("aria-activedescendant"); };
  const ask = async (of) => {
    const answer = await fetch(tool(of).dataset.pickFrom);
    if (answer.redirected) document.dispatchEvent(new Event("amends:signed-out"));
    return (await answer.json()).rows;
  };
  const rows = (of) => (fetched[of] ||= ask(of).catch(() => { delete fetched[of]; return []; }));

  function option(row, index) {
    const item = document.createElement("div"), name = document.createElement("strong"), more = document.createElement("span");
    item.id = `pick-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(index === here));
    name.textContent = row.name;
    more.textContent = [row.more, row.text].filter(Boolean).join("  ");
    item.append(name, more);
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(index); });
    return item;
  }

  async function offer() {
    const of = sign, all = await rows(of);
    if (sign !== of) return;
    const sought = words.value.slice(from + 1, words.selectionStart).toLowerCase();
    shown = all.filter((row) => `${row.name} ${row.more} ${row.text || ""}`.toLowerCase().includes(sought)).slice(0, 8);
    here = Math.min(here, Math.max(shown.length - 1, 0));
    list.replaceChildren(...shown.map(option));
    if (!shown.length) list.textContent = says.nothing;
    list.hidden = false;
    if (shown.length) words.setAttribute("aria-activedescendant", `pick-${here}`);
  }

  function choose(index) {
    const row = shown[index];
    words.setRangeText(sign === "@" ? `@${row.name} ` : row.text, from, words.selectionStart, "end");
    close();
    words.dispatchEvent(new Event("input", { bubbles: true }));
    words.focus();
  }

  words.setAttribute("aria-controls", "picker");
  words.setAttribute("aria-autocomplete", "list");
  words.addEventListener("input", () => {
    const before = words.value.slice(0, words.selectionStart), of = isNote() ? "@" : "/";
    const found = (isNote() ? /(^|[^A-Za-z0-9._%+-])[@＠]([^\s@＠]{0,20})$/ : /(^|\s)\/([^\s/]{0,20})$/).exec(before);
    if (!found || !tool(of)) return close();
    sign = of;
    from = before.length - found[2].length - 1;
    offer();
  });
  words.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
    else if (step && shown.length) { event.preventDefault(); here = (here + step + shown.length) % shown.length; offer(); }
    else if (["Enter", "Tab"].includes(event.key) && shown.length && !event.ctrlKey && !event.metaKey) { event.preventDefault(); choose(here); }
  });
  words.addEventListener("blur", close);
  for (const button of form.querySelectorAll("[data-pick]")) {
    button.addEventListener("click", () => {
      words.focus();
      const before = words.value.slice(0, words.selectionStart);
      words.setRangeText(`${before && !/\s$/.test(before) ? " " : ""}${button.dataset.pick}`, words.selectionStart, words.selectionEnd, "end");
      words.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
})();
