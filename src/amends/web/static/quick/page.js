// The quick action: who, what, how bad, what I did or promise, done. Each answer is one tap; nothing is lost on the way.
import { drawArc, drawColleagues, drawKinds, drawPlaces, drawTiles, icon, made, placeOf, ring } from "./choices.js";
import { drawGives, forgetGives, giftOf, giftWords, isOddSum, learnGestures } from "./gives.js";
import { current, forget, nameOf } from "./guest.js";
import "./hint.js";
import { choicesKept, drop, keep, kept } from "./kept.js";
import "./scan.js";
import { UNDO, inTurn, onChange, sendAll, signIn } from "./sending.js";
import { clock, fill, inWords, phrases, sentenceFor } from "./sentence.js";
import { drawWaiting } from "./waiting.js";

const $ = (id) => document.getElementById(id);
const AGAIN = 30000;
const SCREENS = ["what", "other", "how", "done"];
const PLACE = "amends-quick-place";

let choices = null;
let entry = null; // the one on the last screen
const told = { failure: null, text: "", began: 0, taps: 0 };

// ---- screens ----
const show = (screen, focus = true) => {
  for (const name of SCREENS) $(name).hidden = name !== screen;
  document.querySelector(".quick").dataset.screen = screen;
  const middle = screen === "how" || screen === "other";
  $("back").hidden = !middle;
  $("place-label").hidden = middle || screen === "done";
  if (focus) { scrollTo(0, 0); $(`${screen}-title`).focus({ preventScroll: true }); }
};
const go = (screen) => { history.pushState({ screen }, ""); show(screen); };
addEventListener("popstate", (event) => show(event.state?.screen === "done" ? "what" : event.state?.screen || "what"));
$("back").addEventListener("click", () => history.back());

document.addEventListener("click", () => { if (!told.began) told.began = Date.now(); told.taps += 1; }, true);
document.addEventListener("keydown", () => { if (!told.began) told.began = Date.now(); }, true);
const seconds = () => Math.max(1, Math.round((Date.now() - told.began) / 1000));

// ---- who and what ----
const place = () => placeOf(choices, Number($("place").value));
const failure = () => (told.failure ? choices.failures[told.failure] : null);
const head = () => { $("back-words").textContent = [nameOf() || current.who, failure()?.name || told.text].filter(Boolean).join(", "); };
const saySomethingElse = () => {
  Object.assign(told, { failure: null, text: "" });
  head();
  go("other");
};
const choose = (id, text = "") => {
  told.failure = id;
  told.text = text;
  head();
  $("finish").textContent = nameOf() ? fill(phrases.finish_for, { name: nameOf() }) : phrases.finish;
  $("remember-block").hidden = !nameOf() && !current.who;
  $("how").reset();
  forgetGives();
  reveal();
  drawColleagues($("to"), place());
  go("how");
};
const drawPlace = () => {
  drawTiles($("tiles"), choices, place(), (id) => choose(id), saySomethingElse);
  learnGestures(choices.person, place().id).then(reveal);
};
$("place").addEventListener("change", () => { localStorage.setItem(PLACE, $("place").value); drawPlace(); });
$("other-form").addEventListener("submit", (event) => {
  event.preventDefault();
  if ($("other-words").value.trim()) choose(null, $("other-words").value.trim());
});

const draw = () => {
  const shown = [Number($("place").value), Number(localStorage.getItem(PLACE)), choices.own_place];
  drawPlaces($("place"), choices, shown.find((id) => choices.places.some((place) => place.id === id)));
  drawPlace();
  drawKinds($("kinds"), choices, (id) => choose(id, $("other-words").value.trim()));
  drawWaiting(choices.person, entry?.key);
};

// ---- how bad, and what now ----
const chosen = (name) => $("how").elements[name].value;
const lost = () => failure()?.lost || "service";
const reveal = () => {
  drawGives(lost(), chosen("severity"));
  const deed = chosen("deed");
  $("next-block").hidden = !deed || deed === "done";
  $("to-block").hidden = deed !== "hand_over";
  $("how-error").hidden = true;
};
$("how").addEventListener("change", reveal);

const nextAt = (heardAt) => {
  const choice = chosen("next");
  if (choice !== "morning") return heardAt + Number(choice) * 60000;
  const morning = new Date(heardAt);
  if (morning.getHours() >= 8) morning.setDate(morning.getDate() + 1);
  return morning.setHours(8, 0, 0, 0);
};
const lacking = () => {
  if (!chosen("severity")) return phrases.say_how_bad;
  if (!chosen("deed")) return phrases.say_deed;
  if (isOddSum()) return phrases.odd_sum;
  return chosen("deed") === "hand_over" && !$("to").value ? phrases.nobody : "";
};

// Browsers give UUIDs on secure pages only; sixteen random bytes are as good.
const newKey = () => crypto.randomUUID?.() || [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const compose = () => {
  const heardAt = Date.now(), deed = chosen("deed");
  const words = [told.text, $("words").value.trim()].filter(Boolean).join("\n");
  const promised = deed === "done" ? null : nextAt(heardAt);
  const colleague = deed === "hand_over" ? $("to").selectedOptions[0].text : "";
  const gift = giftOf(lost(), chosen("severity"));
  const said = sentenceFor({ deed, guest: current.card, name: nameOf(), failure: failure(), nextAt: promised, colleague, gift });
  return {
    key: newKey(), person: choices.person, site: place().id, heardAt, heldUntil: heardAt + UNDO,
    who: current.who, name: nameOf(), title: failure()?.name || told.text, failure: told.failure,
    text: words || failure().name, severity: Number(chosen("severity")), deed, said: said.text, language: said.language,
    nextAt: promised, to: deed === "hand_over" ? Number($("to").value) : null, colleague,
    remember: current.who ? $("remember").value.trim() : "", gift, refusal: null,
  };
};

$("how").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (entry) return; // a second press while the first is being kept
  const lack = lacking();
  $("how-error").textContent = lack;
  $("how-error").hidden = !lack;
  if (lack) return;
  entry = compose();
  await keep(entry);
  navigator.storage?.persist?.();
  finish();
});

// ---- done ----
const row = (symbol, words, end = "") => made("li", "", icon(symbol, 20), made("span", "", words), end ? made("span", "quick-note", end) : null);
const promiseRow = () => {
  const left = made("time", "done-left");
  left.id = "left";
  return made("li", "", ring(), made("span", "", fill(phrases.by, { time: inWords(entry.nextAt) })), left);
};
const caseRow = (receipt) => {
  if (!receipt) return row("message", phrases.case_soon);
  const link = made("a", "", fill(phrases.case, { reference: receipt.reference }));
  link.href = receipt.case;
  return row("message", link);
};
const drawDone = (receipt) => {
  const { deed, name } = entry;
  $("done-rows").replaceChildren(...[
    deed === "done" ? row("check", phrases.put_right) : promiseRow(),
    deed === "hand_over" ? row("hand-over", fill(phrases.asked, { name: entry.colleague })) : null,
    entry.gift ? row("ticket", giftWords(entry.gift, receipt)) : null,
    entry.remember ? row("heart", fill(phrases.remembered, { text: entry.remember })) : null,
    receipt || navigator.onLine ? caseRow(receipt) : null, // without a network the strip says it
  ].filter(Boolean));
  $("done-title").textContent = name ? fill(phrases.yours_for, { name }) : phrases.yours;
  $("undo").hidden = Boolean(receipt);
  countDown();
};
const countDown = () => {
  const left = entry?.nextAt ? Math.floor((entry.nextAt - Date.now()) / 1000) : 0;
  if (!$("left") || left <= 0 || left >= 6000) return; // beyond an hour and a half the time itself says more
  $("left").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  drawArc($("done-rows"), (entry.nextAt - Date.now()) / (entry.nextAt - entry.heardAt));
};
const finish = () => {
  $("done-sub").textContent = fill(phrases.measured, { taps: told.taps, seconds: seconds() });
  $("done-sub").dataset.taps = told.taps;
  $("done-sub").dataset.seconds = seconds();
  $("say").textContent = entry.said;
  $("say").lang = entry.language === "zh-hans" ? "zh-Hans" : "en";
  $("offline").hidden = navigator.onLine;
  drawDone(null);
  history.replaceState({ screen: "done" }, "");
  show("done");
  sendAll(choices.person);
};
const begin = () => {
  entry = null;
  Object.assign(told, { failure: null, text: "", began: 0, taps: 0 });
  forget();
  $("other-words").value = "";
  history.pushState({ screen: "what" }, "");
  show("what");
  drawWaiting(choices.person);
};

$("following").addEventListener("click", async () => {
  const last = entry;
  begin();
  await inTurn(async () => { const mine = await kept(last.key); if (mine) await keep({ ...mine, heldUntil: 0 }); });
  await sendAll(choices.person);
  drawWaiting(choices.person);
});
$("undo").addEventListener("click", async () => {
  const isStillHere = await inTurn(async () => {
    const mine = await kept(entry.key);
    if (mine) await drop(entry.key);
    return Boolean(mine);
  });
  if (!isStillHere) return; // it has just gone out, and the page says so
  entry = null;
  show("how"); // everything chosen still stands there
  history.replaceState({ screen: "how" }, "");
});

// ---- network, other tabs, time ----
onChange(({ state, key, receipt }) => {
  $("signed-out").hidden = state !== "signed-out";
  if (entry && key === entry.key && state === "sent") drawDone(receipt);
  $("offline").hidden = state === "sent" || (navigator.onLine && state !== "no-network");
  if (choices) drawWaiting(choices.person, entry?.key);
});
const PATIENCE = 2500;
// With a network that hangs the page begins as without one, and takes the answer when it comes after all.
const begun = async () => {
  const asking = signIn();
  const late = Symbol("late");
  const first = await Promise.race([asking, new Promise((done) => setTimeout(() => done(late), PATIENCE))]);
  if (first !== late) return first;
  asking.then((answer) => refresh(async () => answer));
  return { state: "no-network" };
};
const refresh = async (asked = begun) => {
  const answer = await asked();
  $("signed-out").hidden = answer.state !== "signed-out";
  const before = choices?.person;
  choices = answer.choices || choices || (await choicesKept()) || null;
  if (before && before !== choices.person) begin(); // somebody else has the device now
  $("never-opened").hidden = Boolean(choices) || answer.state === "signed-out";
  if (!choices) return;
  if (answer.choices || !$("tiles").children.length) draw();
  sendAll(choices.person);
};
const again = () => { if (choices && !document.hidden) sendAll(choices.person); };
addEventListener("online", () => { $("offline").hidden = true; refresh(signIn); });
addEventListener("offline", () => { if (entry) $("offline").hidden = false; });
document.addEventListener("visibilitychange", again);
setInterval(again, AGAIN);

const tick = () => { $("clock").textContent = clock(new Date()); };
tick();
setInterval(tick, 5000);
setInterval(countDown, 1000);
history.replaceState({ screen: "what" }, "");
show("what", false);
await refresh();
navigator.serviceWorker?.register("/quick/worker.js", { scope: "/quick" });
