// Words sent after the session had ended are put back into their form once the same person has signed in again.
(() => {
  const KEY = "sent", me = document.body.dataset.person;
  const store = (() => { try { window.sessionStorage.removeItem(""); return window.sessionStorage; } catch { return null; } })();
  if (!store) return;
  const takes = (field) => field.name && !field.disabled && !["hidden", "file", "password", "submit", "button"].includes(field.type);
  const values = (form) => [...form.elements].filter(takes).map((field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value));

  let sent = null;
  try { sent = JSON.parse(store.getItem(KEY)); } catch { /* not ours */ }
  if (document.querySelector('form[action="/sign-in"], form[action^="/sign-in/"]')) {
    if (sent) store.setItem(KEY, JSON.stringify({ ...sent, waited: true }));
    return;
  }
  store.removeItem(KEY);

  function putBack() {
    const form = [...document.querySelectorAll("form")].find((one) => one.getAttribute("action") === sent.action && values(one).length === sent.values.length);
    if (!form) return;
    [...form.elements].filter(takes).forEach((field, at) => {
      if (["checkbox", "radio"].includes(field.type)) field.checked = sent.values[at];
      else field.value = sent.values[at];
    });
    for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    form.querySelector("button.button-primary, button.button-danger, button")?.focus();
  }
  if (sent?.waited && sent.person === me && sent.page === location.pathname) putBack();

  document.addEventListener("submit", (event) => {
    const form = event.target, action = form.getAttribute("action");
    if (event.defaultPrevented || form.method !== "post" || action === "/sign-out" || !values(form).length) return;
    store.setItem(KEY, JSON.stringify({ person: me, page: location.pathname, action, values: values(form) }));
  });
})();
