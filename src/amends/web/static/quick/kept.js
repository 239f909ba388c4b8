// What lies on this device: entries that wait, each bound to the person who wrote it, and what the tiles offer. Nothing more.
const NAME = "amends-quick";

const opened = new Promise((done, failed) => {
  const asking = indexedDB.open(NAME, 1);
  asking.onupgradeneeded = () => {
    asking.result.createObjectStore("entries", { keyPath: "key" });
    asking.result.createObjectStore("choices");
  };
  asking.onsuccess = () => done(asking.result);
  asking.onerror = () => failed(asking.error);
});

const act = async (store, mode, what) => {
  const database = await opened;
  return new Promise((done, failed) => {
    const turn = database.transaction(store, mode, { durability: "strict" });
    const asking = what(turn.objectStore(store));
    turn.oncomplete = () => done(asking.result);
    turn.onabort = turn.onerror = () => failed(turn.error);
  });
};

export const keep = (entry) => act("entries", "readwrite", (store) => store.put(entry));
export const drop = (key) => act("entries", "readwrite", (store) => store.delete(key));
export const kept = (key) => act("entries", "readonly", (store) => store.get(key));
export const waitingOf = async (person) => {
  const all = await act("entries", "readonly", (store) => store.getAll());
  return all.filter((entry) => entry.person === person).sort((one, other) => one.heardAt - other.heardAt);
};
export const gesturesKept = (place) => act("choices", "readonly", (store) => store.get(`gestures ${place}`));
export const keepGestures = (place, gestures) => act("choices", "readwrite", (store) => store.put(gestures, `gestures ${place}`));
export const choicesKept = () => act("choices", "readonly", (store) => store.get("mine"));
export const keepChoices = (choices) => act("choices", "readwrite", (store) => store.put(choices, "mine"));
