// Passkeys: asks our server for the question, the device for the answer, and sends the form with it.
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const read = (asked) => ({
    ...asked,
    challenge: bytes(asked.challenge),
    ...(asked.user && { user: { ...asked.user, id: bytes(asked.user.id) } }),
    ...(asked.excludeCredentials && { excludeCredentials: keys(asked.excludeCredentials) }),
    ...(asked.allowCredentials && { allowCredentials: keys(asked.allowCredentials) }),
  });
  const written = ({ id, rawId, type, response, authenticatorAttachment }) => {
    const told = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (response[part]) told[part] = text(response[part]);
    return JSON.stringify({ id, rawId: text(rawId), type, response: told, authenticatorAttachment, clientExtensionResults: {} });
  };

  const prove = async (form) => {
    const answer = await fetch(form.dataset.ask, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    // Sent somewhere else: it must be proved anew who this is, on a page of its own.
    if (answer.redirected) return location.assign(answer.url);
    if (!answer.ok) throw new Error(answer.status);
    const publicKey = read((await answer.json()).publicKey);
    const key = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.answer.value = written(key);
    if (form.elements.name) form.elements.name.value = form.dataset.device || navigator.userAgentData?.platform || "";
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.closest("[data-passkey-row]")?.removeAttribute("hidden");
    const failed = form.querySelector("[data-failed]");
    form.querySelector("button").addEventListener("click", async () => {
      failed.textContent = "";
      try { await prove(form); } catch { failed.textContent = failed.dataset.failed; }
    });
  }
})();
