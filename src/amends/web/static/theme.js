// The look turns at once and without losing the page; the server remembers it, so that the next page already comes that way.
(() => {
  const root = document.documentElement;
  const form = document.querySelector("[data-look]");
  form?.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    fetch(form.action, { method: "POST", body: new URLSearchParams({ [button.name]: button.value }), redirect: "manual", keepalive: true })
      .catch(() => {});  // without a network it is turned on this page only
    root.dataset[button.name] = button.value;
    if (button.name === "contrast") {
      const isOn = button.value === "more";
      button.value = isOn ? "system" : "more";
      button.setAttribute("aria-pressed", String(isOn));
    } else {
      for (const other of form.querySelectorAll("[name=theme]")) other.setAttribute("aria-pressed", String(other === button));
    }
  });
})();
