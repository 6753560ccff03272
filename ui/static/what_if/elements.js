// Elements of a page, and words in them.

const SVG = "http://www.w3.org/2000/svg";

export function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export function svgElement(name, attributes = {}, children = []) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// What says already what it should is left alone: the browser would lay it out again.
export function say(place, words) {
  if (place.textContent !== String(words)) place.textContent = words;
}

export function button(textContent, onClick) {
  const made = element("button", { type: "button", textContent });
  made.addEventListener("click", onClick);
  return made;
}

// A value with the decimals of its indicator, or all of its own where it has more.
export function written(value, decimals) {
  const own = (Number(value.toFixed(9)).toString().split(".")[1] ?? "").length;
  return value.toFixed(Math.max(decimals, own));
}
