// What somebody typed is kept on their device until it has arrived: through a reload, a lost network, an expired form.
(() => {
  const store = (() => { try { const s = window.localStorage; s.setItem("amends", ""); s.removeItem("amends"); return s; } catch { return null; } })();
  if (!store) return;
  const DAYS = 30 * 86400000;
  const fields = (form) => [...form.elements].filter((e) => e.name && !["hidden", "file", "password", "submit", "button"].includes(e.type) && !e.closest("[data-no-draft]"));

  const gone = document.querySelector("[data-draft-arrived]");
  if (gone) store.removeItem(`draft:${gone.dataset.draftArrived}`);
  for (const key of Object.keys(store)) {
    if (!key.startsWith("draft:")) continue;
    try { if (Date.now() - JSON.parse(store.getItem(key)).at > DAYS) store.removeItem(key); } catch { store.removeItem(key); }
  }

  // Who goes back and sends the same once more within the hour has told it once: the form keeps its first mark.
  for (const mark of document.querySelectorAll("form[data-draft] [data-mark]")) {
    let first = null;
    try { first = JSON.parse(store.getItem("mark")); } catch { store.removeItem("mark"); }
    if (first && Date.now() - first.at < 3600000) mark.value = first.value;
    else store.setItem("mark", JSON.stringify({ at: Date.now(), value: mark.value }));
  }

  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = `draft:${form.dataset.draft}`;
    const note = form.querySelector("[data-kept]");
    const mark = (kept) => { if (note) note.dataset.kept = kept ? "yes" : "no"; };
    const save = () => {
      const values = {};
      let any = false;
      for (const field of fields(form)) {
        if (["checkbox", "radio"].includes(field.type)) {
          if (field.checked) (values[field.name] ||= []).push(field.value);
        } else if (field.value) { values[field.name] = field.value; any ||= field.tagName === "TEXTAREA" || field.type !== "select-one"; }
      }
      if (any) store.setItem(key, JSON.stringify({ at: Date.now(), values })); else store.removeItem(key);
      mark(any);
    };
    let kept = null;
    try { kept = JSON.parse(store.getItem(key)); } catch { store.removeItem(key); }
    if (kept) {
      for (const field of fields(form)) {
        const value = kept.values[field.name];
        if (["checkbox", "radio"].includes(field.type)) { if (value) field.checked = value.includes(field.value); }
        else if (value && (!field.value || field.tagName === "SELECT")) field.value = value;
      }
      mark(true);
    }
    let timer;
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 250); });
    addEventListener("pagehide", () => { clearTimeout(timer); if (!form.dataset.sent) save(); });
    form.addEventListener("submit", (event) => {
      save();
      const offline = form.querySelector("[data-offline]");
      if (navigator.onLine === false && offline) {
        event.preventDefault();
        offline.hidden = false;
        offline.focus();
        addEventListener("online", () => form.requestSubmit(event.submitter || undefined), { once: true });
      } else if (form.dataset.sending) {
        event.preventDefault(); // a second click while the first is on its way
      } else {
        form.dataset.sending = "yes";
        setTimeout(() => delete form.dataset.sending, 8000);
      }
    });
  }
  addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending; });
})();
