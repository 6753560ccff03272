// The map of the ratings, or of who changes, with its legends.
import { element, say, svgElement } from "./elements.js";
import { NOT_RATED, wayOf } from "./moves.js";
import { pictureOf } from "./topology.js";

export class RatingMap {
  #colouring = "ratings";
  #areas; // of each area its paths, and how they are painted
  #shown; // what is painted: ratings before and after, and their counts

  constructor(facts, topologies, choose) {
    this.facts = facts;
    this.choose = choose;
    this.estimated = Array.from(facts.estimated, Number);
    this.#areas = facts.codes.map(() => ({ paths: [] }));
    const picture = topologies?.length ? this.#draw(topologies) : this.#sorry();
    this.element = element("figure", { className: "map" }, [this.#legends(), picture]);
  }

  end() {
    this.resized?.disconnect();
  }

  show(shown) {
    this.#shown = shown;
    this.#paint();
    this.#count();
    this.#outline(this.chosenLines, shown.chosen);
  }

  // Outlines the chosen area.
  mark(place) {
    this.#outline(this.chosenLines, place);
  }

  #paint() {
    const { facts, estimated } = this;
    const { before, after } = this.#shown;
    const byWay = this.#colouring === "changes";
    for (let i = 0; i < after.length; i++) {
      const moved = before[i] !== after[i];
      const seen = byWay ? facts.ways[wayOf(before[i], after[i])] : facts.ratings[after[i]];
      const area = this.#areas[i];
      const colour = estimated[i] ? seen.pale : seen.colour;
      if (area.colour !== colour) {
        area.colour = colour;
        for (const path of area.paths) path.style.fill = colour;
      }
      const outlined = moved && !byWay;
      if (area.outlined !== outlined) {
        area.outlined = outlined;
        for (const path of area.paths) {
          path.style.stroke = outlined ? facts.moved : "";
          // Over the lines of its neighbours.
          if (outlined) path.parentNode.append(path);
        }
      }
    }
  }

  #count() {
    const { facts } = this;
    const { counts } = this.#shown;
    const byWay = this.#colouring === "changes";
    if (byWay) {
      for (const [way, key] of Object.entries(this.wayKeys)) {
        say(key, `${facts.ways[way].label}: ${counts.ways[way]}`);
        key.parentElement.hidden = way.endsWith("rated") && !counts.ways[way];
      }
    }
    facts.ratings.forEach((rating, place) => {
      const [before, after] = counts.ratings.map((numbers) => numbers[place]);
      say(this.ratingKeys[place], `${rating.label}: ${before === after ? after : `${before} → ${after}`}`);
      this.ratingKeys[place].parentElement.hidden = place === NOT_RATED && !before && !after;
    });
    this.ratingLegend.hidden = byWay;
    this.wayLegend.hidden = !byWay;
  }

  // Lines of their own, not copies by reference: those would be made anew whenever the area changes its colour.
  #outline(lines, place) {
    const paths = place === null || place === undefined ? [] : this.#areas[place].paths;
    [...lines.children].forEach((line, which) => line.setAttribute("d", paths[which]?.getAttribute("d") ?? ""));
  }

  #legends() {
    const { facts } = this;
    const key = (colour, pale) => {
      const words = element("span");
      const swatch = element("i", { className: "swatch" });
      swatch.style.background = colour;
      if (pale) swatch.style.background = `linear-gradient(135deg, ${colour} 50%, ${pale} 50%)`;
      return [words, element("span", { className: "key" }, [swatch, words])];
    };
    const ratings = facts.ratings.map((rating) => key(rating.colour, rating.pale));
    this.ratingKeys = ratings.map(([words]) => words);
    const paler = facts.estimated.includes("1") ? "Paler: rests on estimates. " : "";
    const note = element("span", { className: "quiet", textContent: `${paler}Dark outline: changes.` });
    this.ratingLegend = element("div", { className: "legend" }, [...ratings.map(([, whole]) => whole), note]);
    const ways = Object.entries(facts.ways).map(([way, { colour }]) => [way, key(colour)]);
    this.wayKeys = Object.fromEntries(ways.map(([way, [words]]) => [way, words]));
    this.wayLegend = element("div", { className: "legend" }, ways.map(([, [, whole]]) => whole));
    const choice = (name, words) => {
      const radio = element("input", { type: "radio", name: "colouring", value: name, checked: this.#colouring === name });
      radio.addEventListener("change", () => {
        this.#colouring = name;
        this.show(this.#shown);
      });
      return element("label", {}, [radio, words]);
    };
    const choices = element("div", { className: "choices" }, [choice("ratings", "Ratings"), choice("changes", "Who changes")]);
    choices.setAttribute("role", "radiogroup");
    choices.setAttribute("aria-label", "Colours of the map");
    return element("div", { className: "legends" }, [choices, this.ratingLegend, this.wayLegend]);
  }

  #sorry() {
    this.chosenLines = element("div");
    return element("p", { className: "no-map", textContent: this.facts.noMap || "The map could not be loaded. Everything else works without it." });
  }

  #draw(topologies) {
    const { facts } = this;
    const picture = pictureOf(topologies, facts.projection);
    const svg = svgElement("svg", { viewBox: picture.viewBox, tabindex: 0, role: "application" });
    svg.setAttribute("aria-label", "Map of the areas. Arrow keys move from area to area; Enter chooses one.");
    const shapes = svgElement("g", { class: "areas" });
    topologies.forEach((_, which) => {
      for (const feature of picture.features(which, "areas")) shapes.append(this.#shape(feature));
      for (const frame of picture.features(which, "frame")) shapes.append(...insetFrame(frame, picture));
    });
    const pair = (name) => svgElement("g", { class: name }, topologies.map(() => svgElement("path")));
    this.chosenLines = pair("chosen");
    this.cursorLines = pair("cursor");
    const lines = svgElement("g", { class: "outlines" });
    if (facts.outlines)
      topologies.forEach((_, which) => {
        for (const { d } of picture.features(which, facts.outlines)) lines.append(svgElement("path", { d }));
      });
    svg.append(shapes, lines, this.chosenLines, this.cursorLines);
    // Lines are as wide on a phone as on a wall.
    const unit = () => svg.style.setProperty("--px", svg.viewBox.baseVal.width / Math.max(svg.clientWidth, 1));
    this.resized = new ResizeObserver(unit);
    this.resized.observe(svg);
    // For the owner to place outside of the map, which would clip it.
    this.tip = element("div", { className: "tip", hidden: true });
    this.tip.setAttribute("role", "status");
    this.#pointer(svg);
    this.#keys(svg);
    return svg;
  }

  #shape({ id, d }) {
    const place = this.facts.ids[id];
    const path = svgElement("path", { d });
    if (place < 0) {
      path.style.fill = this.facts.noValue;
    } else {
      path.place = place;
      this.#areas[place].paths.push(path);
    }
    return path;
  }

  #pointer(svg) {
    svg.addEventListener("pointermove", (event) => {
      const place = event.target.place;
      if (place === undefined || event.pointerType === "touch") this.tip.hidden = true;
      else this.#tell(place, event.clientX, event.clientY);
    });
    svg.addEventListener("pointerleave", () => (this.tip.hidden = true));
    svg.addEventListener("click", (event) => this.choose(event.target.place));
  }

  #tell(place, x, y) {
    const { facts, tip } = this;
    const { before, after } = this.#shown;
    const [was, is] = [before, after].map((ratings) => facts.ratings[ratings[place]].label);
    const est = this.estimated[place] ? " est." : "";
    const figure = ({ label, values, estimated }) => `${label}: ${values[place]}${estimated[place] === "1" ? " est." : ""}`;
    tip.replaceChildren(
      element("b", { textContent: facts.names[place] }),
      element("span", { textContent: was === is ? is + est : `${was} → ${is}${est}` }),
      ...facts.indicators.map((indicator) => element("span", { textContent: figure(indicator) })),
    );
    tip.hidden = false;
    const room = tip.getBoundingClientRect();
    tip.style.left = `${Math.min(x + 14, innerWidth - room.width - 6)}px`;
    const below = y + 14 + room.height <= innerHeight;
    tip.style.top = `${below ? y + 14 : Math.max(y - room.height - 10, 4)}px`;
  }

  // Arrow keys go to the nearest area in their direction.
  #keys(svg) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    svg.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        this.choose(this.cursor);
      }
      const way = ways[event.key];
      if (!way) return;
      event.preventDefault();
      const next = this.#towards(way);
      if (next === undefined) return;
      this.cursor = next;
      this.#outline(this.cursorLines, next);
      const shape = this.#areas[next].paths.at(-1).getBoundingClientRect();
      this.#tell(next, shape.right, shape.bottom);
    });
    svg.addEventListener("blur", () => {
      this.tip.hidden = true;
      this.#outline(this.cursorLines, null);
    });
  }

  #towards(way) {
    this.middles ??= this.#areas.map(({ paths }) => (paths.length ? middle(paths[0].getBBox()) : null));
    const start = this.middles[this.cursor ?? this.#shown.chosen] ?? [500, 600];
    let [best, next] = [Infinity, undefined];
    this.middles.forEach((point, place) => {
      if (!point || place === this.cursor) return;
      const [dx, dy] = [point[0] - start[0], point[1] - start[1]];
      const along = dx * way[0] + dy * way[1];
      const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      if (along > 0.5 && along + 2 * aside < best) [best, next] = [along + 2 * aside, place];
    });
    return next;
  }
}

function insetFrame({ d, properties }, picture) {
  const { name, factor, longitude, latitude } = properties;
  const [x, y] = picture.point(longitude, latitude);
  const words = svgElement("text", { x, y: y - 8, class: "inset" });
  say(words, `${name} × ${factor}`);
  return [svgElement("path", { d, class: "frame" }), words];
}

function middle(box) {
  return [box.x + box.width / 2, box.y + box.height / 2];
}
