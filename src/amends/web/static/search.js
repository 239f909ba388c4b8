// What was searched for lately, on this device, until it is forgotten.
(() => {
  const KEY = "searches", box = document.getElementById("recent");
  const read = () => { try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; } };
  const keep = (list) => { try { localStorage.setItem(KEY, JSON.stringify(list)); } catch { /* no memory, no matter */ } };
  const asked = new URLSearchParams(location.search).get("q")?.trim();
  if (asked) keep([asked, ...read().filter((one) => one !== asked)].slice(0, 8));
  if (!box) return;
  const list = read();
  box.hidden = !list.length;
  box.querySelector("ul").replaceChildren(...list.map((one) => {
    const link = Object.assign(document.createElement("a"), { href: `/search?q=${encodeURIComponent(one)}`, textContent: one });
    const row = document.createElement("li");
    row.append(link);
    return row;
  }));
  box.querySelector("button").addEventListener("click", () => { keep([]); box.hidden = true; });
})();
