// Ctrl/Cmd + Enter sends; picking "another time" shows its field; the conversation opens at its end.
(() => {
  const composer = document.querySelector("form.composer");
  if (!composer) return;
  const words = composer.querySelector("textarea");
  composer.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      composer.requestSubmit();
    }
  });
  const choice = composer.querySelector("[name=next]"), own = composer.querySelector("[data-own-date]");
  const show = () => { if (own) own.hidden = choice.value !== "own"; };
  choice?.addEventListener("change", show);
  show();
  const column = document.querySelector(".case-middle");
  if (column && column.scrollHeight > column.clientHeight) column.scrollTop = column.scrollHeight;
  if (location.hash === "#reply") words.focus();
})();
