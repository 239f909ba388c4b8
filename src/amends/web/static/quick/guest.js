// Who stands there: typed or scanned, looked up once, shown before the first tile.
import { made } from "./choices.js";
import { phrases } from "./sentence.js";
import { look } from "./sending.js";

const $ = (id) => document.getElementById(id);
let asked = 0;

export const current = { who: "", card: null };
const isName = (who) => who && !/\d/.test(who);
export const nameOf = () => current.card?.name || (isName(current.who) ? current.who : "");

const show = () => {
  const { who, card } = current;
  $("who-form").hidden = Boolean(who);
  $("guest").hidden = !who;
  if (!who) return;
  const code = card?.name && card.code !== card.name ? made("span", "guest-code", card.code) : null;
  $("guest-name").replaceChildren(card?.name || who, ...(code ? [" ", code] : []));
  $("guest-care").hidden = !card?.care;
  $("guest-care-words").textContent = card?.care || "";
  $("guest-prefers").textContent = card?.prefers?.join(" · ") || "";
  $("guest-earlier").replaceChildren(...(card?.earlier || []).map((one) => made("li", one.is_open ? "is-open" : "", `${one.when} · ${one.state} · ${one.title}`)));
  $("guest").classList.toggle("guest-known", Boolean(card?.name || card?.earlier));
};

export const introduce = async (who) => {
  const number = ++asked;
  current.who = who.trim();
  current.card = null;
  show();
  if (!current.who) return;
  const card = await look(current.who);
  if (number !== asked) return; // somebody else stands there by now
  current.card = card && Object.keys(card).length ? card : null;
  show();
  if (!current.card) $("guest-prefers").textContent = card ? phrases.nobody_known : phrases.not_looked_up;
};

export const forget = () => {
  asked += 1;
  current.who = "";
  current.card = null;
  $("who").value = "";
  show();
};

$("who-form").addEventListener("submit", (event) => {
  event.preventDefault();
  introduce($("who").value);
});
// Typed and left: a tile was touched, so this is who it is.
$("who").addEventListener("blur", () => { if ($("who").value.trim() && !current.who) introduce($("who").value); });
$("guest-change").addEventListener("click", () => { forget(); $("who").focus(); });
