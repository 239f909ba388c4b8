// While a reply is written, each pause asks the server for advice on its words. Nothing is ever held back by it.
(() => {
  const form = document.querySelector("form.composer"), place = form?.querySelector("[data-wording]");
  if (!place) return;
  const words = form.elements.text, told = form.querySelector("[data-wording-told]");
  const ENDS = /[。！？；!?;\n]|\.\s/;
  let timer, under, asked = null, shown = words.value;

  const lines = () => [...place.querySelectorAll("[data-from]")];
  const spot = (line) => [Number(line.dataset.from), Number(line.dataset.to)];
  const text = () => (form.querySelector("[name=kind]:checked")?.value === "note" ? "" : words.value);

  function ready() {
    for (const one of place.querySelectorAll(".only-unscripted")) one.remove();
    const takes = [...place.querySelectorAll(".wording-take")];
    for (const one of takes) one.hidden = false;
    takes[0]?.insertAdjacentHTML("beforeend", " <kbd>Tab</kbd>");
    form.dataset.harmful = JSON.stringify(lines().map((line) => words.value.slice(...spot(line))).filter(Boolean));
    words.dispatchEvent(new Event("redraw"));
    const open = [...place.querySelectorAll(".is-open")].map((one) => one.innerText.trim()).join(" ");
    if (told.textContent !== open) told.textContent = open;
  }

  function show(html, about) {
    shown = about;
    place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    ready();
  }

  async function ask() {
    const about = text();
    if (about === asked) return;
    asked = about;
    under?.abort();
    if (!about.trim()) return show("", about);
    under = new AbortController();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("text", about);
    try {
      const answer = await fetch(form.dataset.adviceAt, { method: "POST", body, redirect: "manual", signal: under.signal });
      if (answer.ok && text() === about) show(await answer.text(), about);
    } catch { if (asked === about) asked = null; }  // no network: advice can wait
  }
  const later = () => { clearTimeout(timer); timer = setTimeout(ask, 500); };

  function take(button) {
    if (words.value !== shown) return;
    words.setRangeText(button.dataset.better, ...spot(button.closest("[data-from]")), "end");
    words.focus();
    words.dispatchEvent(new Event("input", { bubbles: true }));
    ask();
  }

  // Whoever stands in the sentence the advice is about takes it by Tab; everywhere else Tab leads on, as ever.
  function offered() {
    const button = place.querySelector(".wording-take");
    if (!button || words.value !== shown || words.selectionStart !== words.selectionEnd) return null;
    const [from, to] = spot(button.closest("[data-from]")), here = words.selectionStart;
    return here >= from && !ENDS.test(words.value.slice(to, here).trimEnd().slice(0, -1)) ? button : null;
  }

  words.addEventListener("input", (event) => { if (!event.isComposing) later(); });
  words.addEventListener("compositionend", later);
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || event.ctrlKey || event.isComposing || event.defaultPrevented) return;
    const button = offered();
    if (button) { event.preventDefault(); take(button); }
  });
  place.addEventListener("click", (event) => { const button = event.target.closest(".wording-take"); if (button) take(button); });
  form.addEventListener("change", (event) => { if (event.target.name === "kind") later(); });
  ready();
  if (words.value) later();
})();
