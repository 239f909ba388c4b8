// Behind the composer's words stand marks: facts of the case, facts still open, colleagues named. Below: length, advice.
(() => {
  const form = document.querySelector("form.composer"), ground = form?.querySelector("[data-marks]");
  if (!ground) return;
  const words = form.elements.text, advice = form.querySelector("[data-advice]"), count = form.querySelector("[data-count]");
  const says = JSON.parse(form.dataset.says);
  const plain = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const facts = JSON.parse(form.dataset.facts).sort((a, b) => b.length - a.length).map(plain).join("|");
  const harmful = () => JSON.parse(form.dataset.harmful || "[]").map(plain).join("|");  // phrases the advice is about
  const either = (name, phrases) => (phrases ? `|(?<${name}>${phrases})` : "");
  const parts = () => new RegExp(`(?<open>\\{[a-z_]+\\})|(?<name>[@＠][^\\s@＠，。,.;:!?]+)${either("fact", facts)}${either("harm", harmful())}`, "g");
  const chosen = (name) => form.querySelector(`[name=${name}]:checked`)?.value || "";

  function advise(open) {
    const said = [], at = chosen("send") === "own" ? Date.parse(form.elements.send_own.value) / 1000 : Number(chosen("send"));
    const due = Number(form.dataset.due);
    if (open.length) said.push(says.open.replace("%(facts)s", [...new Set(open)].join(" ")));
    if (at && due > Date.now() / 1000 && at > due) said.push(says.late);
    const line = chosen("kind") === "note" ? "" : said.join(" ");
    advice.hidden = !line;
    if (advice.lastElementChild.textContent !== line) advice.lastElementChild.textContent = line;
  }

  function draw() {
    const text = words.value, pieces = [], open = [], isNote = chosen("kind") === "note";
    let from = 0;
    for (const found of text.matchAll(parts())) {
      const kind = Object.keys(found.groups).find((name) => found.groups[name]);
      if ((kind === "name") !== isNote) continue;
      if (kind === "open") open.push(found[0]);
      const mark = document.createElement("mark");
      mark.className = `mark-${kind}`;
      mark.textContent = found[0];
      pieces.push(text.slice(from, found.index), mark);
      from = found.index + found[0].length;
    }
    ground.replaceChildren(...pieces, `${text.slice(from)}\n`);
    ground.scrollTop = words.scrollTop;
    count.textContent = text.length > 20 ? says.letters.replace("%(count)s", text.length.toLocaleString()) : "";
    advise(open);
  }
  const forReply = words.placeholder;
  const all = () => { words.placeholder = chosen("kind") === "note" ? words.dataset.placeholderNote : forReply; draw(); };
  for (const event of ["input", "redraw"]) words.addEventListener(event, draw);
  words.addEventListener("scroll", () => { ground.scrollTop = words.scrollTop; });
  form.addEventListener("change", all);
  all();
})();
