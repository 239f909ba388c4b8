// What is written in the composer is kept with the server while somebody types; on this device while the server is out
// of reach; and reply and note have words of their own.
(() => {
  const form = document.querySelector("form[data-keeps]");
  if (!form) return;
  const words = form.elements.text, state = form.querySelector("[data-state]"), notice = form.querySelector("[data-replaced]");
  const says = JSON.parse(form.dataset.says), kept = JSON.parse(form.dataset.drafts);
  const device = (() => { try { return window.localStorage; } catch { return null; } })();
  const tab = form.elements.tab.value = [...crypto.getRandomValues(new Uint8Array(9))].map((n) => n.toString(16).padStart(2, "0")).join("");
  const chosen = () => (form.querySelector("[name=kind]:checked")?.value === "note" ? "note" : "out");
  const at = (of) => `${form.dataset.keeps}:${of}`;
  const known = (of) => ({ text: kept[of].text || "", version: kept[of].version || 0, replaced: kept[of].replaced || "" });
  const here = { out: known("out"), note: known("note") };  // what the server has
  const typed = { out: here.out.text, note: here.note.text };  // what the field has, or had
  let kind = chosen(), timer, busy = false, again = false;

  const hold = (of, more) => { try { device?.setItem(at(of), JSON.stringify({ text: typed[of], version: here[of].version, ...more })); } catch { /* full: the server has it */ } };
  const release = (of) => device?.removeItem(at(of));
  const held = (of) => { try { return JSON.parse(device?.getItem(at(of))); } catch { return null; } };
  const show = (text) => { state.textContent = text; };
  const replaced = (text) => { notice.hidden = !text; notice.querySelector("[data-replaced-words]").textContent = text; };
  const write = (text) => { words.value = text; words.dispatchEvent(new Event("redraw")); };
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(form.dataset.keeps) : null;

  async function save(more = {}) {
    clearTimeout(timer);
    const of = kind, text = typed[of];
    if (text === here[of].text || form.dataset.sending) return;
    hold(of);
    if (busy) { again = true; return; }
    busy = true;
    const body = new FormData();
    const fields = { csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, kind: of, text, tab, based_on: here[of].version };
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    try {
      const answer = await fetch(form.dataset.keepAt, { method: "POST", body, redirect: "manual", ...more });
      if (answer.ok) {
        const said = await answer.json();
        here[of] = { text, version: said.version, replaced: said.replaced };
        form.elements.based_on.value = here[kind].version;
        if (typed[of] === text && !form.dataset.sending) { release(of); show(said.said); }
        if (of === kind) replaced(said.replaced);
        channel?.postMessage({ of, text, version: said.version });
      } else show(answer.type === "opaqueredirect" || answer.status === 403 ? says.signedOut : says.device);
    } catch { show(says.offline); }
    busy = false;
    if (again) { again = false; save(); } else if (typed[of] !== here[of].text) timer = setTimeout(save, 15000);
  }

  // What reached only this device the last time goes on from there; the server says if another window wrote since.
  for (const of of ["out", "note"]) {
    const mine = held(of);
    if (!mine) continue;
    if ((form.hasAttribute("data-arrived") && mine.sent) || mine.text === here[of].text) { release(of); continue; }
    typed[of] = mine.text;
    here[of].version = mine.version;
    if (mine.sent) form.elements.form_key.value = mine.sent;  // pressed, but never answered: the same press
  }
  // What was refused stands, and so does what somebody typed before this script had come.
  if (form.hasAttribute("data-refused") || words.value !== words.defaultValue) typed[kind] = words.value;
  else if (words.value !== typed[kind]) write(typed[kind]);
  if (typed[kind] !== here[kind].text) save();

  words.addEventListener("input", () => {
    typed[kind] = words.value;
    hold(kind);
    clearTimeout(timer);
    timer = setTimeout(save, 800);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "kind" || chosen() === kind) return;
    save();
    kind = chosen();
    form.elements.based_on.value = here[kind].version;
    replaced(here[kind].replaced);
    write(typed[kind]);
    words.focus();
  });
  channel?.addEventListener("message", ({ data: { of, text, version } }) => {
    if (typed[of] !== here[of].text) return;  // typed here as well: the server tells both
    here[of] = { text, version, replaced: "" };
    typed[of] = text;
    if (of === kind) { form.elements.based_on.value = version; write(text); }
  });
  addEventListener("online", () => save());
  addEventListener("pagehide", () => save({ keepalive: true }));

  let waits = false;
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (form.dataset.sending) { event.preventDefault(); return; }  // a second click while the first is on its way
    form.elements.based_on.value = here[kind].version;
    if (typed[kind].trim()) hold(kind, { sent: form.elements.form_key.value });
    if (navigator.onLine === false) {
      event.preventDefault();
      show(says.offline);
      const button = event.submitter;
      if (!waits) addEventListener("online", () => { waits = false; form.requestSubmit(button || undefined); }, { once: true });
      waits = true;
      return;
    }
    form.dataset.sending = "yes";
    setTimeout(() => delete form.dataset.sending, 8000);
  });
  addEventListener("pageshow", () => delete form.dataset.sending);
})();
