// A case where there is no room for all of it: on a phone one part at a time, on a tablet the facts as a drawer.
(() => {
  const whole = document.querySelector("[data-section]"), drawer = document.querySelector(".case-left"), opener = document.querySelector(".case-drawer");
  if (!whole || !drawer || !opener) return;
  const at = {};  // how far each part was read
  const isDrawer = () => getComputedStyle(drawer).position === "fixed";
  const tell = () => {
    opener.setAttribute("aria-expanded", String(whole.dataset.section === "facts"));
    for (const button of document.querySelectorAll(".case-sections [data-shows]")) {
      if (button.dataset.shows === whole.dataset.section) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  };
  const show = (section) => {
    if (!isDrawer()) at[whole.dataset.section] = scrollY;
    whole.dataset.section = section;
    tell();
    if (!isDrawer()) scrollTo(0, at[section] || 0);
  };
  const toggle = () => {
    const isOpen = whole.dataset.section === "facts";
    show(isOpen ? "talk" : "facts");
    (isOpen ? opener : drawer).focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shows]");
    if (button?.closest(".case-sections")) show(button.dataset.shows);
    else if (button) toggle();
    else if (whole.dataset.section === "facts" && isDrawer() && !drawer.contains(event.target)) show("talk");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drawer.contains(event.target) && isDrawer()) toggle();
  });
  // A link to one place on the page opens the part it stands in.
  const follow = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const part = target && target.closest(".case-left, .case-right, .case-middle");
    if (!part) return;
    show({ "case-left": "facts", "case-right": "promises" }[part.className] || "talk");
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();
  tell();
})();
