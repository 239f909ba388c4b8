// Copies a field's text; the button only shows where the browser can.
(() => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      try { await navigator.clipboard.writeText(field.value); } catch { field.select?.(); return; }  // not allowed: by hand
      button.querySelector("span").textContent = button.dataset.copied;
    });
  }
})();
