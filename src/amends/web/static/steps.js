// "Tell us" as three short steps, one question at a time. Without this script it is one page with the same fields.
(() => {
  const form = document.querySelector("form[data-steps]");
  if (!form) return;
  const steps = [...form.querySelectorAll("[data-step]")];
  const bar = form.querySelector("[data-steps-bar]");
  const next = form.querySelector("[data-next]"), send = form.querySelector("[data-send]"), skip = form.querySelector("[data-skip]"), back = form.querySelector("[data-back]");
  // After a refusal: the step in which something is to be mended, and there the field.
  const wrong = form.querySelector("[aria-invalid=true]");
  const first = wrong ? steps.findIndex((step) => step.contains(wrong)) : 0;
  let at = 0;
  bar.hidden = false;
  const show = (number, focus) => {
    at = number;
    steps.forEach((step, index) => { step.hidden = index !== at; });
    [...bar.children].forEach((mark, index) => { if (index <= at) mark.dataset.done = ""; else delete mark.dataset.done; });
    const last = at === steps.length - 1;
    next.hidden = last;
    skip.hidden = last;
    send.hidden = !last;
    back.hidden = at === 0;
    if (focus) { scrollTo(0, 0); steps[at].querySelector("textarea, input:not([type=file]), select")?.focus({ preventScroll: true }); }
  };
  next.addEventListener("click", () => {
    const words = steps[at].querySelector("[required]");
    if (words && !words.reportValidity()) return;
    history.pushState({ step: at + 1 }, "");
    show(at + 1, true);
  });
  // Enter in a field goes on to the next question; only the last one sends.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || next.hidden || !event.target.matches("input:not([type=file])")) return;
    event.preventDefault();
    next.click();
  });
  back.addEventListener("click", () => history.back());
  addEventListener("popstate", (event) => show(event.state?.step || 0, true));
  addEventListener("invalid", (event) => { // a field of another step stops the sending: go there, so that it can be seen
    const step = steps.findIndex((one) => one.contains(event.target));
    if (step >= 0 && step !== at) show(step, true);
  }, true);
  history.replaceState({ step: first }, "");
  show(first, false);
  wrong?.focus();
})();
