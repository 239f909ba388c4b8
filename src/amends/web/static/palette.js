// Ctrl K or Cmd K: type where to go or what to do. A combobox in a dialog; the server answers with what one may see.
(() => {
  const words = JSON.parse(document.body.dataset.words || "{}");
  let dialog = null;
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  // What can be done on this page right now: the buttons that have a key, and the composer's tabs.
  const actions = () => [...document.querySelectorAll("main [data-key]:not(input, textarea), .composer [name=kind]")].flatMap((target) => {
    const label = (target.closest("label") || target).cloneNode(true);
    for (const key of label.querySelectorAll("kbd")) key.remove();
    const text = label.textContent.trim();
    return text && (target.closest("label") || target).checkVisibility() ? [{ kind: words.action, label: text, hint: "", press: target }] : [];
  });

  const open = () => {
    if (document.querySelector("dialog[open]")) return;
    const before = document.activeElement;
    const input = make("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list", "aria-label": words.palette, placeholder: words.palette, autocomplete: "off", spellcheck: "false", maxlength: "200" });
    const list = make("ul", { role: "listbox", id: "palette-list", "aria-label": words.palette });
    const none = make("p", { class: "palette-none", role: "status" });
    dialog = make("dialog", { class: "palette", "aria-label": words.palette }, input, list, none);
    document.body.append(dialog);
    let entries = [], at = 0, asking = null, timer = 0, shownFor = null;

    const point = (index) => {
      at = Math.min(Math.max(index, 0), entries.length - 1);
      [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === at)));
      if (entries.length) { input.setAttribute("aria-activedescendant", `palette-${at}`); list.children[at].scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
    };
    const show = (found) => {
      entries = found;
      list.replaceChildren(...entries.map((entry, index) => {
        const row = make("li", { role: "option", id: `palette-${index}` }, make("span", { class: "palette-kind" }, entry.kind), make("span", { class: "palette-label" }, entry.label), make("span", { class: "palette-hint" }, entry.hint || ""));
        row.addEventListener("click", () => go(index));
        row.addEventListener("pointermove", () => { if (at !== index) point(index); });
        return row;
      }));
      none.textContent = entries.length ? "" : words.nothing;
      point(0);
    };
    const go = (index) => {
      const entry = entries[index];
      if (!entry) return;
      dialog.close();
      if (entry.press) {
        entry.press.click();
        if (entry.press.matches("[type=radio]")) document.querySelector("form.composer textarea")?.focus();
      } else location.href = entry.url;
    };
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      const typed = input.value.trim();
      clearTimeout(timer);
      const own = actions().filter((one) => one.label.toLowerCase().includes(typed.toLowerCase()));
      try {
        const answer = await fetch(`/palette?q=${encodeURIComponent(typed)}`, { signal: asking.signal, cache: "no-store" });
        if (answer.redirected) { location.reload(); return; }
        const found = answer.ok ? (await answer.json()).entries : [];
        shownFor = typed;
        show(typed ? [...found, ...own] : [...own, ...found]);
      } catch (error) { if (error.name !== "AbortError") show(own); }
    };
    // While Chinese is being composed the letters are not words yet, and Enter belongs to the input method.
    let composing = false;
    input.addEventListener("compositionstart", () => { composing = true; });
    input.addEventListener("compositionend", () => { composing = false; ask(); });
    input.addEventListener("input", () => { clearTimeout(timer); if (!composing) timer = setTimeout(ask, 120); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || composing || event.keyCode === 229) return;
      const step = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[event.key];
      if (step !== undefined) { event.preventDefault(); point(step); }
      if (event.key === "Enter") {
        event.preventDefault();
        // Who types fast and presses Enter means what they typed, not what still stands there.
        if (shownFor === input.value.trim()) go(at); else ask().then(() => { if (dialog && shownFor === input.value.trim()) go(0); });
      }
      if (event.key === "Tab") event.preventDefault();
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => { clearTimeout(timer); asking?.abort(); dialog.remove(); dialog = null; if (document.activeElement === document.body) before?.focus?.(); });
    dialog.showModal();
    input.focus();
    ask();
  };

  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (dialog) dialog.close(); else open();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-palette]")) open(); });
})();
