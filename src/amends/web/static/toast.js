// A toast goes after ten seconds, unless somebody points at it or stands on its button; then ten seconds later.
(() => {
  const toast = document.querySelector("[data-toast]");
  if (!toast) return;
  const address = new URL(location.href);
  for (const name of ["said", "undo", "form"]) address.searchParams.delete(name);
  history.replaceState(history.state, "", address);

  // A screen reader announces what changes in a live region, not what was there when the page came.
  const words = toast.querySelector(".toast-words");
  const said = [...words.childNodes];
  words.replaceChildren();
  setTimeout(() => words.replaceChildren(...said), 50);

  let timer;
  const stay = () => clearTimeout(timer);
  const wait = () => { stay(); timer = setTimeout(() => toast.remove(), 10000); };
  for (const event of ["pointerenter", "focusin"]) toast.addEventListener(event, stay);
  for (const event of ["pointerleave", "focusout"]) toast.addEventListener(event, wait);
  wait();
})();
