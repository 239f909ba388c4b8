// Shows the chosen colour, name and logo at once; which shade stands for the colour is the server's word.
(() => {
  const form = document.querySelector("form[data-branding]");
  if (!form) return;
  const text = form.querySelector("[name=colour]"), choice = form.querySelector("[data-colour-choice]");
  const sheet = document.querySelector("[data-brand-sheet]"), judged = form.querySelector("[data-judged]");
  choice.hidden = false;
  let asked = 0, timer;
  const judge = async () => {
    const mine = ++asked;
    const answer = await fetch(`/settings/branding/shades?colour=${encodeURIComponent(text.value)}`).catch(() => null);
    if (answer?.redirected) document.dispatchEvent(new Event("amends:signed-out"));
    if (!answer?.ok || answer.redirected || mine !== asked) return;
    const found = await answer.json();
    sheet.href = found.sheet;
    judged.textContent = found.words;
  };
  const changed = () => { clearTimeout(timer); timer = setTimeout(judge, 150); };
  choice.addEventListener("input", () => { text.value = choice.value.toUpperCase(); changed(); });
  text.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(text.value)) { choice.value = text.value; changed(); } });
  form.querySelector("[name=name]").addEventListener("input", (event) => {
    for (const name of document.querySelectorAll("[data-preview-name]")) name.textContent = event.target.value;
  });
  form.querySelector("[name=logo]").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const address = URL.createObjectURL(file);
    for (const brand of document.querySelectorAll(".preview-brand")) {
      const picture = brand.querySelector("img") || document.createElement("img");
      picture.src = address;
      picture.alt = "";
      if (!picture.isConnected) brand.querySelector("svg").replaceWith(picture);
    }
  });
})();
