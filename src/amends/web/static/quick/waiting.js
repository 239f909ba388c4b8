// What still waits on this device, and what was refused, with its words to be changed.
import { made } from "./choices.js";
import { drop, keep, waitingOf } from "./kept.js";
import { clock, fill, phrases } from "./sentence.js";
import { inTurn, sendAll } from "./sending.js";

const $ = (id) => document.getElementById(id);

const pressed = (words, className, act) => {
  const button = made("button", className, words);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
};

const refusedPart = (entry, person) => {
  const words = made("textarea", "", entry.text);
  words.rows = 2;
  words.setAttribute("aria-label", phrases.again);
  const again = pressed(phrases.again, "button", async () => {
    await inTurn(() => keep({ ...entry, text: words.value.trim() || entry.text, refusal: null }));
    sendAll(person);
    drawWaiting(person);
  });
  const away = pressed(phrases.remove, "button button-plain", async () => {
    if (!confirm(phrases.sure)) return;
    await inTurn(() => drop(entry.key));
    drawWaiting(person);
  });
  const why = made("p", "field-error", entry.refusal.words);
  why.setAttribute("role", "alert");
  return [why, words, made("div", "buttons", again, away)];
};

export const drawWaiting = async (person, except = "") => {
  const entries = (await waitingOf(person)).filter((entry) => entry.key !== except);
  const refused = entries.some((entry) => entry.refusal);
  $("waiting").hidden = !entries.length;
  if (refused) $("waiting").open = true;
  $("waiting-words").textContent = refused ? phrases.refused : fill(entries.length === 1 ? phrases.wait_one : phrases.waits, { count: entries.length });
  if ($("waiting-list").contains(document.activeElement)) return; // somebody is mending their words
  $("waiting-list").replaceChildren(...entries.map((entry) => made(
    "li", "",
    made("span", "waiting-what", `${clock(new Date(entry.heardAt))} · ${entry.name || entry.who || phrases.unknown} · ${entry.title}`),
    ...(entry.refusal ? refusedPart(entry, person) : []),
  )));
};
