// One press is one act: a form that is on its way is not sent again by a second click. What fetches a file may be.
(() => {
  const LASTS = 8000;  // by then it has arrived or it is lost, and whoever presses again means it
  const sent = new Map();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
    if (sent.has(form)) { event.preventDefault(); return; }
    sent.set(form, setTimeout(() => sent.delete(form), LASTS));
  });
  // Back by the back button: the page is as it was, and so are its forms.
  addEventListener("pageshow", () => { for (const timer of sent.values()) clearTimeout(timer); sent.clear(); });
})();
