// Going to a case, a warning or a topic from its notifications reads them.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-reads]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!link || !token) return;
  const form = new URLSearchParams({ csrfmiddlewaretoken: token.value, [link.dataset.kind]: link.dataset.reads });
  fetch("/notifications", { method: "POST", body: form, keepalive: true, redirect: "manual" }).catch(() => {});
});
