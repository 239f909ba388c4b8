// Sends what waits, one after another, oldest first. The key of an entry makes a second arrival the same entry.
import { drop, gesturesKept, keep, keepGestures, kept, keepChoices, waitingOf } from "./kept.js";

const PATIENCE = 15000;
export const UNDO = 10000; // as long as a reply rests before it goes
const listeners = new Set();
const others = "BroadcastChannel" in window ? new BroadcastChannel("amends-quick") : null;
let session = null; // who is signed in, with the token of the form; never kept on the device

export const onChange = (listener) => listeners.add(listener);
const say = (news) => { for (const listener of listeners) listener(news); };
const tell = (news) => { say(news); others?.postMessage(news); };
if (others) others.onmessage = (event) => say(event.data);

const ask = async (address, more = {}) => {
  try {
    const answer = await fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...more });
    if (answer.type === "opaqueredirect") return { state: "signed-out" };
    const isOurs = answer.headers.get("content-type")?.startsWith("application/json");
    return { state: isOurs ? "answered" : "later", status: answer.status, body: isOurs ? await answer.json() : null };
  } catch {
    return { state: "no-network" };
  }
};

// Who is signed in and what the tiles offer; tells "signed-out" or "no-network" where it cannot be known.
export const signIn = async () => {
  const answer = await ask("/quick/data");
  session = answer.state === "answered" && answer.status === 200 ? answer.body : null;
  if (session) {
    const { token, ...choices } = session;
    await keepChoices(choices);
  }
  return { state: session ? "signed-in" : answer.state, choices: session };
};

export const look = async (who) => {
  const answer = await ask(`/quick/guest?who=${encodeURIComponent(who)}`);
  return answer.state === "answered" && answer.status === 200 ? answer.body : null;
};

// What may be given at a place: as the server says now, else what it said last.
export const gesturesAt = async (person, place) => {
  const answer = await ask(`/quick/gestures?site=${place}`);
  if (answer.state !== "answered" || answer.status !== 200) {
    const last = await gesturesKept(place);
    return last?.person === person ? last : null;
  }
  await keepGestures(place, { ...answer.body, person });
  return answer.body;
};

const bodyOf = (entry) => JSON.stringify({
  key: entry.key, person: entry.person, site: entry.site, who: entry.who, failure: entry.failure, text: entry.text,
  severity: entry.severity, deed: entry.deed, said: entry.said, to: entry.to, remember: entry.remember,
  currency: entry.gift?.currency, gives: entry.gift?.remedy, gives_minor: entry.gift?.minor, owed_minor: entry.gift?.owed,
  // How long ago, not when: the clock of a device may be wrong.
  waited_ms: Math.max(0, Date.now() - entry.heardAt),
  next_in_ms: entry.nextAt === null ? null : entry.nextAt - entry.heardAt,
});

const send = async (entry) => {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": session.token };
  const answer = await ask("/quick/entries", { method: "POST", headers, body: bodyOf(entry) });
  if (answer.state === "answered" && answer.status === 200) {
    await drop(entry.key);
    tell({ state: "sent", key: entry.key, receipt: answer.body });
    return true;
  }
  if (answer.state === "answered" && answer.status < 500 && answer.body?.field !== "person" && answer.body?.words) {
    await keep({ ...entry, refusal: answer.body });
    tell({ state: "refused", key: entry.key });
    return true; // the others may still be taken
  }
  session = null; // signed out, somebody else signed in, or an old form: find out anew before the next try
  tell({ state: answer.state === "answered" ? "later" : answer.state });
  return false;
};

// An entry rests a few seconds, so that it can be taken back. A clock set back meanwhile must not keep it for hours.
const rest = (entry) => {
  const left = entry.heldUntil - Date.now();
  return left > UNDO ? 0 : Math.max(0, left);
};

const run = async (person) => {
  const all = (await waitingOf(person)).filter((entry) => !entry.refusal);
  const resting = all.map(rest).filter(Boolean);
  if (resting.length) setTimeout(() => sendAll(person), Math.min(...resting) + 50);
  const waiting = all.filter((entry) => !rest(entry));
  if (!waiting.length) return;
  if (!session) {
    const { state } = await signIn();
    if (!session) { tell({ state }); return; }
  }
  if (session.person !== person) return; // they stay here until their writer is back
  for (const { key } of waiting) {
    const entry = await kept(key); // taken back or changed meanwhile?
    if (entry && !entry.refusal && !rest(entry) && !(await send(entry))) return;
  }
};

// One tab at a time; where the browser knows no locks, the keys alone see to it that nothing is taken twice.
export const inTurn = (what) => (navigator.locks ? navigator.locks.request("amends-quick", what) : what());
export const sendAll = (person) => inTurn(() => run(person));
