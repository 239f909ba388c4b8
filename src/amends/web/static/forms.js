// Forms of the settings: the refused field gets the focus, a time zone is guessed.
(() => {
  // Who began to type before this script had come goes on where they are.
  const here = document.activeElement;
  const hasBegun = here && "defaultValue" in here && here.value !== here.defaultValue;
  if (!hasBegun) (document.querySelector("[aria-invalid=true]") || document.querySelector("[data-focus]"))?.focus();

  const zone = document.querySelector("[data-guess-zone]");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && own !== "UTC" && [...zone.options].some((option) => option.value === own)) zone.value = own;

  for (const secret of document.querySelectorAll(".copy-line input")) secret.addEventListener("focus", () => secret.select());
  // Going back to a page that showed a secret, or reloading it, must not send its form again.
  if (document.getElementById("secret")) history.replaceState(null, "", location.href);
})();
