// Single keys, from the table the server wrote into the page. They are silent while somebody types, composes Chinese,
// holds a modifier, has a dialog open, or does not want them.
(() => {
  const table = JSON.parse(document.body.dataset.keys || "{}");
  const isOn = document.body.dataset.singleKeys !== "no";
  const types = (element) => element instanceof Element && element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && event.keyCode !== 229 && event.key.length === 1;
  // While cases are selected, the keys of the bar mean all of them and not the row with the focus.
  const isOfTheBar = (key) => Boolean(document.querySelector("[data-bulk]:not([hidden])")?.querySelector(`[data-bulk-key="${CSS.escape(key)}"]`));
  const rows = () => [...document.querySelectorAll("[data-row-link]")];
  const here = () => rows().findIndex((link) => link === document.activeElement || link.closest("tr")?.contains(document.activeElement));

  const press = (selector) => {
    const target = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());
    if (!target) return false;
    if (target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) { target.focus(); target.select?.(); } else target.click();
    return true;
  };
  const walk = (step) => {
    const all = rows(), at = here();
    if (!all.length) return false;
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
    next.focus();
    next.closest("tr, li")?.scrollIntoView({ block: "nearest" });
    return true;
  };
  const write = (selector) => {
    const choice = document.querySelector(selector), words = document.querySelector("form.composer textarea");
    if (!words || (selector && !choice)) return false;
    if (choice && !choice.checked) choice.click();
    words.focus();
    return true;
  };
  const reply = () => {
    const at = here();
    if (at >= 0) { location.href = `${rows()[at].href}#reply`; return true; }
    return write("[name=kind][value=out]") || write("");
  };
  const choose = (event) => {
    const box = rows()[here()]?.closest("tr")?.querySelector("input[type=checkbox]");
    box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
    return Boolean(box);
  };
  const search = () => {
    const field = [...document.querySelectorAll("[type=search]")].find((one) => one.checkVisibility());
    if (field) { field.focus(); field.select(); } else location.href = "/search";
    return true;
  };
  const side = () => {
    const isNarrow = document.querySelector(".app").classList.toggle("app-narrow");
    try { localStorage.setItem("side", isNarrow ? "narrow" : "wide"); } catch { /* no memory, no matter */ }
    return true;
  };
  const sheet = async () => {
    const answer = await fetch("/keys", { cache: "no-store" }).catch(() => null);
    if (answer?.redirected) document.dispatchEvent(new Event("amends:signed-out"));
    if (!answer?.ok || answer.redirected || document.querySelector("dialog[open]")) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const dialog = document.createElement("dialog");
    dialog.className = "dialog keys-dialog";
    dialog.setAttribute("aria-label", page.querySelector("h1").textContent);
    dialog.append(page.getElementById("keys-sheet"));
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.showModal();
  };

  const act = (does, event) => {
    const [kind, rest] = [does.split(":")[0], does.slice(does.indexOf(":") + 1)];
    if (kind === "go") { location.href = rest; return true; }
    if (kind === "press") return press(rest);
    if (kind === "row") return walk(Number(rest));
    if (kind === "write") return write(rest);
    if (kind === "sheet") { sheet(); return true; }
    return { reply, choose, search, side }[kind]?.(event) || false;
  };

  // Arrows walk on from a row that has the focus; anywhere else they scroll, as arrows do. They are no single keys.
  const arrow = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || types(event.target) || here() < 0) return;
    walk(step);
    event.preventDefault();
  };
  document.addEventListener("keydown", arrow);

  let begun = "", timer = 0;
  addEventListener("keydown", (event) => {
    if (!isPlain(event) || types(event.target)) return;
    const isSilent = !isOn || document.querySelector("dialog[open]");
    if (isSilent) { if (event.key !== " ") event.stopImmediatePropagation(); return; }
    if (!begun && isOfTheBar(event.key)) return;
    const keys = begun ? `${begun} ${event.key}` : event.key;
    begun = "";
    clearTimeout(timer);
    if (Object.keys(table).some((known) => known.startsWith(`${keys} `))) {
      begun = keys;
      timer = setTimeout(() => { begun = ""; }, 1500);
    } else if (!(keys in table) || !act(table[keys], event)) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  try { if (localStorage.getItem("side") === "narrow") document.querySelector(".app")?.classList.add("app-narrow"); } catch { /* as above */ }
})();
