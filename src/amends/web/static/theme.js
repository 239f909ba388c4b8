// Light, dark, high contrast: kept in a cookie, so that the server already renders the next page that way.
(() => {
  const root = document.documentElement;
  const keep = (name, value) => {
    document.cookie = `amends_${name}=${value}; path=/; max-age=31536000; samesite=lax`;
    root.dataset[name] = value;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice], [data-contrast-choice]");
    if (!button) return;
    if (button.dataset.themeChoice) {
      keep("theme", button.dataset.themeChoice);
      for (const other of document.querySelectorAll("[data-theme-choice]")) other.setAttribute("aria-checked", String(other === button));
    } else {
      const more = root.dataset.contrast !== "more";
      keep("contrast", more ? "more" : "system");
      button.setAttribute("aria-checked", String(more));
    }
  });
})();
