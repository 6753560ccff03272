// What the components of the page share: facts that stay while thresholds move, and what is shown at the moment.

const known = new Map();
const awaited = new Map();
const listeners = new Set();
const board = { shown: null, choose: () => {} };

// The component that brings what stays: areas, figures, colours, words, sliders.
export function facts({ data }) {
  // The same facts may come again: who has them already goes on with the same object.
  if (!known.has(data.key)) known.set(data.key, data);
  awaited.get(data.key)?.resolve(known.get(data.key));
}

export function factsOf(key) {
  if (known.has(key)) return Promise.resolve(known.get(key));
  if (!awaited.has(key)) awaited.set(key, Promise.withResolvers());
  return awaited.get(key).promise;
}

// `shown`: facts, ratings before and after, their counts, the chosen area, the slider that is moved, if one is, and of
// which answer of the server this is.
export function showEverywhere(shown) {
  board.shown = shown;
  for (const listener of listeners) listener(shown);
}

export function whenShown(listener) {
  listeners.add(listener);
  if (board.shown) listener(board.shown);
  return () => listeners.delete(listener);
}

export function chooseBy(choose) {
  board.choose = choose;
}

export function choose(place) {
  board.choose(place);
}

// Makes the one object that draws a component on an element, and has it take what the server says.
export function mounted(kept, component, make) {
  const { parentElement } = component;
  if (!kept.has(parentElement)) kept.set(parentElement, make(parentElement));
  const made = kept.get(parentElement);
  made.receive(component);
  return () => {
    made.end();
    kept.delete(parentElement);
  };
}

// Puts the style sheet beside what it is for, which the caller shows when this has come.
export function styled(parent) {
  if (parent.querySelector("link")) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet" });
  const loaded = new Promise((done) => (link.onload = link.onerror = done));
  link.href = new URL("instrument.css", import.meta.url).href;
  parent.append(link);
  return loaded;
}
