// Clocks on the page go on: badges each minute, the customer's countdown each second. Words come from the server's catalogue.
(() => {
  const words = JSON.parse(document.body.dataset.words || "{}");
  const fill = (text, values) => text.replace(/%\((\w+)\)(0?\d?)[ds]/g, (_, name, width) => String(values[name]).padStart(Number(width) || 0, "0"));
  const length = (seconds) => {
    const minutes = Math.floor(seconds / 60);
    if (minutes < 1) return words.under;
    if (minutes < 60) return fill(words.minutes, { minutes });
    const hours = Math.floor(minutes / 60);
    return minutes % 60 ? fill(words.both, { hours, minutes: minutes % 60 }) : fill(words.hours, { hours });
  };
  const stateOf = (made, due, now) => (now > due ? "broken" : (due - now) / Math.max(due - made, 1) <= 0.2 ? "soon" : "running");
  const SHAPES = {
    soon: '<circle class="ring-rest" cx="8" cy="8" r="6"/><circle class="ring-arc" cx="8" cy="8" r="6" pathLength="100" stroke-dasharray="0 100" transform="rotate(-90 8 8)"/><circle class="ring-dot" cx="8" cy="8" r="1.7"/>',
    broken: '<circle cx="8" cy="8" r="6"/><path d="M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2"/>',
  };
  const redraw = (ring, state, made, due, now) => {
    if (!ring) return;
    if (ring.dataset.ring !== state && SHAPES[state]) {
      ring.innerHTML = SHAPES[state];
      ring.dataset.ring = state;
      if (ring.hasAttribute("aria-label")) ring.setAttribute("aria-label", words[state]);
    }
    ring.querySelector(".ring-arc")?.setAttribute("stroke-dasharray", `${Math.max(0, (100 * (due - now)) / Math.max(due - made, 1)).toFixed(1)} 100`);
  };

  const badges = () => {
    const now = Date.now() / 1000;
    for (const badge of document.querySelectorAll(".badge[data-due]")) {
      const due = Number(badge.dataset.due), made = Number(badge.dataset.made), left = due - now;
      const state = stateOf(made, due, now);
      badge.dataset.state = state;
      redraw(badge.querySelector(".ring"), state, made, due, now);
      const text = badge.querySelector(".badge-words");
      // Beyond a day the server said weekday and time, and they stay right.
      if (state === "broken" && -left < 86400) text.textContent = fill(words.late, { length: length(-left) });
      else if (state !== "broken" && left < 86400) text.textContent = fill(words.left, { length: length(left) });
    }
  };

  const panel = document.querySelector("[data-countdown]");
  // Against the clock of the server: a phone's own may be minutes wrong.
  const ahead = panel?.dataset.now ? Number(panel.dataset.now) - Math.floor(performance.timeOrigin / 1000 + performance.now() / 1000) : 0;
  const said = panel?.parentElement.querySelector("[data-spoken]");
  let spokenAt = null;
  const count = () => {
    const now = Date.now() / 1000 + ahead, due = Number(panel.dataset.countdown), made = Number(panel.dataset.made);
    const left = Math.max(0, Math.floor(due - now));
    const parts = [[Math.floor(left / 3600), words.h], [Math.floor((left % 3600) / 60), words.min], [left % 60, words.s]];
    while (parts.length > 2 && parts[0][0] === 0) parts.shift();
    panel.replaceChildren(...parts.flatMap(([value, unit], index) => {
      const small = document.createElement("small");
      small.textContent = unit;
      return [index ? String(value).padStart(2, "0") : String(value), small];
    }));
    redraw(panel.parentElement.querySelector(".ring"), "running", made, due, now);
    // Aloud only at 60, 15, 5 and 0 minutes.
    const minutes = Math.ceil(left / 60);
    if (said && [60, 15, 5, 0].includes(minutes) && spokenAt !== minutes) {
      if (spokenAt !== null || minutes === 0) said.textContent = minutes ? fill(words.minutes, { minutes }) : words.broken;
      spokenAt = minutes;
    }
    if (left === 0) { clearInterval(ticking); location.reload(); }
  };
  let ticking = null;
  if (panel && Number(panel.dataset.countdown) > Date.now() / 1000 + ahead) {
    count();
    ticking = setInterval(count, 1000);
  }

  badges();
  setInterval(badges, 60000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) badges(); });
})();
