// What may be given to the guest now: at most three things for what went wrong and how bad it is, one tap each.
import { made } from "./choices.js";
import { fill, phrases } from "./sentence.js";
import { gesturesAt } from "./sending.js";

const $ = (id) => document.getElementById(id);
let known = null; // what may be given at the place, null where nobody ever told

export const learnGestures = async (person, place) => {
  known = null;
  const told = await gesturesAt(person, place);
  known = told?.by_loss ? told : null;
};

const chosenBox = () => document.querySelector("#gives input:checked");
const rows = (lost, severity) => known?.by_loss[lost]?.[severity] || [];

const row = (gesture, number) => {
  const box = made("input", "");
  Object.assign(box, { type: "checkbox", name: "gives", value: number });
  const words = made("span", "", made("strong", "", `${gesture.name} ${gesture.worth}`), made("small", gesture.asks ? "is-asked" : "", gesture.why));
  return made("label", "deed give", box, words);
};

// One thing at most: choosing another lets the first go, and a second tap on it gives nothing after all.
$("gives").addEventListener("change", ({ target }) => {
  for (const box of document.querySelectorAll("#gives input")) box.checked = box === target && target.checked;
});

let shown = "";
export const drawGives = (lost, severity) => {
  const offered = rows(lost, severity);
  $("gives-block").hidden = !offered.length;
  $("owed-block").hidden = !known;
  const now = `${lost} ${severity} ${JSON.stringify(offered)}`;
  if (now === shown) return;
  shown = now;
  $("gives").replaceChildren(...offered.map(row));
  $("gives-most").textContent = known?.most || "";
};
export const forgetGives = () => { shown = ""; $("gives").replaceChildren(); };

// Minor units of what is typed; null for what is no amount.
const minorOf = (typed) => {
  const plain = typed.trim().replaceAll(/[,，]/g, "") || "0";
  const minor = Math.round(Number(plain) * (known?.digits || 1));
  return /^\d+(\.\d+)?$/.test(plain) ? minor : null;
};
export const isOddSum = () => minorOf($("owed").value) === null;

// What is given with the entry, null for nothing.
export const giftOf = (lost, severity) => {
  const gesture = chosenBox() ? rows(lost, severity)[Number(chosenBox().value)] : null;
  const owed = known ? minorOf($("owed").value) || 0 : 0;
  if (!gesture && !owed) return null;
  const name = gesture ? `${gesture.name} ${gesture.worth}` : phrases.owed_name;
  return { currency: known.currency, remedy: gesture?.remedy || "", minor: gesture?.minor || 0, owed, name, asks: Boolean(gesture?.asks), said: gesture?.said };
};

// What is to be read of it once it is noted, and once the server has answered.
export const giftWords = (gift, receipt) => {
  const key = !receipt ? (gift.asks ? "gift_asked" : "gift_soon") : receipt.gift === "given" ? (receipt.code ? "given_code" : "given") : `gift_${receipt.gift || "noted"}`;
  return fill(phrases[key], { gift: gift.name, code: receipt?.code });
};
