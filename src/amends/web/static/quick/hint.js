// Offers to put the page on the home screen, once, and never again after a no.
const hint = document.getElementById("hint");
const NO = "amends-quick-hint";
let offer = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  hint.hidden = localStorage.getItem(NO) !== null;
});
addEventListener("appinstalled", () => { hint.hidden = true; });
document.getElementById("install").addEventListener("click", async () => {
  hint.hidden = true;
  await offer?.prompt();
});
document.getElementById("hint-away").addEventListener("click", () => {
  localStorage.setItem(NO, "no");
  hint.hidden = true;
});
