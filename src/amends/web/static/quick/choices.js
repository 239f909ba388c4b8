// The tiles and lists of the page, drawn from what the server told last.
import { phrases } from "./sentence.js";

const FEW = 7; // and one for everything else: four rows under one thumb
const SVG = "http://www.w3.org/2000/svg";
const sprite = document.body.dataset.sprite;

export const icon = (name, size = 22) => {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("class", `icon icon-${size}`);
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  drawn.append(use);
  return drawn;
};

const circle = (className) => {
  const drawn = document.createElementNS(SVG, "circle");
  for (const [name, value] of Object.entries({ class: className, cx: 8, cy: 8, r: 6, pathLength: 100, transform: "rotate(-90 8 8)" })) drawn.setAttribute(name, value);
  return drawn;
};
// The ring of a promise that has just begun to run.
export const ring = () => {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("class", "ring ring-18");
  drawn.setAttribute("viewBox", "0 0 16 16");
  drawn.setAttribute("aria-hidden", "true");
  drawn.append(circle("ring-rest"), circle("ring-arc"));
  return drawn;
};
export const drawArc = (ground, share) => ground.querySelector(".ring-arc").setAttribute("stroke-dasharray", `${(100 * share).toFixed(1)} 100`);

export const made = (tag, className, ...inside) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside.filter((part) => part !== null));
  return element;
};

export const placeOf = (choices, id) => choices.places.find((place) => place.id === id) || choices.places[0];

export const drawPlaces = (select, choices, id) => {
  select.replaceChildren(...choices.places.map((place) => new Option(place.name, place.id, false, place.id === id)));
};

const tile = (name, symbol, chosen) => {
  const button = made("button", "tile", icon(symbol), made("span", "", name));
  button.type = "button";
  button.addEventListener("click", chosen);
  return made("li", "", button);
};

export const drawTiles = (list, choices, place, chosen, otherwise) => {
  const first = place.failures.slice(0, FEW).map((id) => tile(choices.failures[id].name, choices.failures[id].icon, () => chosen(id)));
  list.replaceChildren(...first, tile(phrases.other, "more", otherwise));
};

export const drawKinds = (ground, choices, chosen) => {
  const groups = new Map();
  for (const [id, kind] of Object.entries(choices.failures)) groups.set(kind.group, [...(groups.get(kind.group) || []), [Number(id), kind]]);
  ground.replaceChildren(...[...groups].map(([group, kinds]) => {
    const rows = kinds.map(([id, kind]) => {
      const button = made("button", "kind", kind.name);
      button.type = "button";
      button.addEventListener("click", () => chosen(id));
      return made("li", "", button);
    });
    return made("section", "kinds", made("h2", "", group), made("ul", "", ...rows));
  }));
};

export const drawColleagues = (select, place) => select.replaceChildren(...place.colleagues.map(([id, name]) => new Option(name, id)));
