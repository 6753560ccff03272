// The instrument of the page What if: sliders, map, counts and the breakdown of an area, which follow a thumb while it
// is dragged. The server sends the ratings at every position of each slider; nothing here knows the rule.
//
// Two components use this file. `facts` brings what stays while thresholds move; `instrument` is drawn again by Streamlit
// whenever its data change, on the same element, so what it holds is kept by that element.
import { digits, nearest, Rows, turn, valuesOf } from "./look_up.js";
import { pictureOf } from "./topology.js";

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 400; // ms without a key after which a threshold moved by keys is sent
const LOST_AFTER = 3000; // ms without an answer after which it is asked for again
const SAID_AFTER = 700; // ms without a move after which the result is announced
const SHOWN_SLIDERS = 7; // further ones are folded away
const SHOWN_MOVERS = 12;
const NOT_RATED = 4;
const BELOW = [2, 3];

const known = new Map();
const awaited = new Map();
const kept = new WeakMap();

export function facts({ data }) {
  known.set(data.key, data);
  awaited.get(data.key)?.resolve(data);
}

function factsOf(key) {
  if (known.has(key)) return Promise.resolve(known.get(key));
  if (!awaited.has(key)) awaited.set(key, Promise.withResolvers());
  return awaited.get(key).promise;
}

export function instrument(component) {
  const { parentElement } = component;
  let made = kept.get(parentElement);
  if (!made) {
    made = new Instrument(parentElement);
    kept.set(parentElement, made);
  }
  made.receive(component);
  return () => {
    made.end();
    kept.delete(parentElement);
  };
}

class Instrument {
  constructor(parent) {
    this.parent = parent;
    this.sent = 0;
    this.mount = crypto.randomUUID?.().slice(0, 8) ?? String(Math.random()).slice(2, 10);
    this.unanswered = new Map(); // side and path: value, sent and not yet in the server's data
    this.colouring = "ratings";
    this.sliders = new Map();
  }

  async receive({ data, setStateValue, setTriggerValue }) {
    this.send = setStateValue;
    this.trigger = setTriggerValue;
    this.latest = data;
    const facts = await factsOf(data.facts);
    // Newer data may have come while the facts were on their way.
    if (this.latest !== data || this.ended) return;
    if (this.facts !== facts) await this.#build(facts);
    if (this.latest === data && !this.ended) this.#take(data);
  }

  end() {
    this.ended = true;
    this.resized?.disconnect();
    clearTimeout(this.later);
    clearTimeout(this.saying);
    clearTimeout(this.retry);
    clearTimeout(this.areaRetry);
  }

  // What the server says

  #take(data) {
    this.data = data;
    if (data.seen === this.#last()) this.unanswered.clear();
    if (data.seenArea === this.areaSent || this.areaSent === undefined) {
      this.chosen = data.chosen;
      clearTimeout(this.areaRetry);
    }
    this.before = digits(data.before);
    this.after = digits(data.after);
    this.outcomes = digits(data.outcomes);
    this.#takeSliders(data.sliders);
    say(this.parts.changes, data.changes);
    this.root.dataset.ready = "yes";
    const held = this.held && this.sliders.get(this.held);
    if (held) this.#show(held);
    else if (this.unanswered.size === 0) this.#show(null);
    // Else the picture stays as the person left it until the answer to that comes.
    else this.#breakdown();
  }

  #last() {
    return this.sent ? `${this.mount}-${this.sent}` : null;
  }

  #takeSliders(described) {
    const paths = described.map((one) => one.path).join();
    if (paths !== this.paths) {
      this.paths = paths;
      this.sliders = new Map(described.map((one) => [one.path, this.#slider(one)]));
      const all = [...this.sliders.values()].map((slider) => slider.row);
      this.parts.sliders.replaceChildren(...all.slice(0, SHOWN_SLIDERS));
      this.parts.more.hidden = all.length <= SHOWN_SLIDERS;
      this.parts.moreSliders.replaceChildren(...all.slice(SHOWN_SLIDERS));
    }
    for (const one of described) this.#update(this.sliders.get(one.path), one);
  }

  #update(slider, described) {
    const values = valuesOf(described.values);
    slider.described = described;
    slider.values = values;
    const now = this.data.side === "baseline" ? this.before : this.after;
    slider.rows = new Rows(now, described.now, described.ratings, values.length);
    const width = this.facts.indicators.length;
    const known = this.data.chosen === null ? null : this.data.chosen * width;
    slider.outcomes =
      known === null || this.data.side === "baseline"
        ? null
        : new Rows(this.outcomes.subarray(known, known + width), described.now, described.outcomes, values.length);
    slider.input.max = values.length - 1;
    say(slider.label, described.label);
    // A standard or England's figure is worth knowing at any time, the rule's own number once it is changed.
    say(slider.hint, described.meant || described.now !== described.first ? described.hint : "");
    slider.number.setAttribute("aria-label", `${described.label}: exact ${described.meant ? "threshold" : "value"}${described.unit ? `, ${described.unit}` : ""}`);
    say(slider.unit, described.unit);
    const wanted = this.held === described.path ? slider.value : this.unanswered.get(this.#key(described));
    this.#place(slider, wanted ?? values[described.now]);
    slider.row.classList.toggle("changed", described.now !== described.first);
  }

  // Sliders

  #slider({ path }) {
    const name = `slider-${path.replaceAll(".", "-")}`;
    const label = element("label", { htmlFor: name });
    const hint = element("span", { className: "hint" });
    const input = element("input", { type: "range", id: name, min: 0, step: 1 });
    const number = element("input", { type: "text", inputMode: "decimal", className: "number", autocomplete: "off" });
    const unit = element("span", { className: "unit" });
    const row = element("div", { className: "slider" }, [label, hint, input, number, unit]);
    const slider = { path, row, label, hint, input, number, unit };
    row.dataset.path = path;
    input.addEventListener("input", () => {
      this.held = path;
      this.#place(slider, slider.values[input.valueAsNumber], false);
      this.#show(slider);
    });
    input.addEventListener("pointerdown", () => {
      slider.byKey = slider.cancelled = false;
      slider.start = slider.value;
    });
    input.addEventListener("keydown", () => {
      slider.byKey = true;
      slider.cancelled = false;
    });
    // "change" comes when a pointer lets go of another value, and with every press of a key.
    input.addEventListener("change", () => slider.cancelled || this.#release(slider, slider.byKey ? QUIET : 0));
    // A finger that began on the slider and scrolls the page moves nothing.
    input.addEventListener("pointercancel", () => {
      slider.cancelled = true;
      this.#place(slider, slider.start);
      this.#letGo(slider);
    });
    // Back where it was taken up, no "change" comes; it comes after this otherwise.
    input.addEventListener("pointerup", () => setTimeout(() => this.#letGo(slider)));
    input.addEventListener("blur", () => this.later && this.held === path && this.#release(slider, 0));
    number.addEventListener("change", () => this.#type(slider));
    return slider;
  }

  // Ends a hold that moved nothing.
  #letGo(slider) {
    if (this.held !== slider.path || this.later) return;
    if (slider.value === slider.values[slider.described.now] && !this.unanswered.has(this.#key(slider))) {
      this.held = null;
      if (this.unanswered.size === 0) this.#show(null);
    } else if (!slider.cancelled) this.#release(slider, 0);
  }

  #key({ path }) {
    return `${this.data.side} ${path}`;
  }

  #type(slider) {
    const typed = numberTyped(slider.number.value);
    const { lowest, highest, whole } = slider.described;
    if (typed === null || typed < (lowest ?? -Infinity) || typed > (highest ?? Infinity)) {
      this.#place(slider, slider.value);
      say(slider.hint, typed === null ? "a number, please" : `from ${lowest} to ${highest}`);
      return;
    }
    this.held = slider.path;
    this.#place(slider, whole ? Math.round(typed) : Number(typed.toFixed(3)));
    // Between two positions only the server can say what a value does: the picture waits for it.
    if (slider.values.includes(slider.value)) this.#show(slider);
    this.#release(slider, 0);
  }

  #place(slider, value, withThumb = true) {
    slider.value = value;
    const position = nearest(slider.values, value);
    if (withThumb) slider.input.value = position;
    slider.number.value = written(value, slider.described.decimals);
    slider.input.setAttribute("aria-valuetext", this.#valueOf(slider));
  }

  #release(slider, wait) {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.#sendMoved(slider), wait);
  }

  #sendMoved(slider) {
    this.later = 0;
    this.held = null;
    this.unanswered.set(this.#key(slider), slider.value);
    this.#sendUnanswered(LOST_AFTER);
  }

  // What is sent while the connection is lost is never answered, so it is sent again.
  #sendUnanswered(patience) {
    clearTimeout(this.retry);
    if (this.ended || this.unanswered.size === 0) return;
    this.retry = setTimeout(() => this.#sendUnanswered(2 * patience), patience);
    this.sent += 1;
    const changes = { scenario: {}, baseline: {} };
    for (const [key, value] of this.unanswered) {
      const [side, path] = key.split(" ");
      changes[side][path] = value;
    }
    this.send("moved", { id: this.#last(), ...changes });
  }

  // What is shown

  // Shows what the server said last, or with `slider` what the position of its thumb makes of that.
  #show(slider) {
    const position = slider ? nearest(slider.values, slider.value) : -1;
    const looked = slider && slider.rows.at(position);
    this.shownBefore = looked && this.data.side === "baseline" ? looked : this.before;
    this.shownAfter = looked && this.data.side === "scenario" ? looked : this.after;
    this.moving = slider;
    const counts = this.#count();
    this.#paint();
    this.#headline(counts);
    this.#breakdown();
    if (slider)
      slider.input.setAttribute(
        "aria-valuetext",
        `${this.#valueOf(slider)}: ` +
          `${counts.below[1]} areas below performing well, ${counts.moved} change`,
      );
    clearTimeout(this.saying);
    this.saying = setTimeout(() => say(this.parts.said, this.parts.headline.textContent), SAID_AFTER);
  }

  #count() {
    const { shownBefore: before, shownAfter: after } = this;
    const ratings = [new Array(5).fill(0), new Array(5).fill(0)];
    const ways = { up: 0, down: 0, same: 0, rated: 0, unrated: 0 };
    for (let i = 0; i < after.length; i++) {
      ratings[0][before[i]]++;
      ratings[1][after[i]]++;
      ways[wayOf(before[i], after[i])]++;
    }
    return {
      ratings,
      ways,
      moved: ways.up + ways.down + ways.rated + ways.unrated,
      below: ratings.map((counts) => BELOW.reduce((sum, rating) => sum + counts[rating], 0)),
    };
  }

  #paint() {
    const { shownBefore: before, shownAfter: after, facts } = this;
    const byWay = this.colouring === "changes";
    for (let i = 0; i < after.length; i++) {
      const moved = before[i] !== after[i];
      const seen = byWay ? facts.ways[wayOf(before[i], after[i])] : facts.ratings[after[i]];
      const area = this.areas[i];
      const colour = this.estimated[i] ? seen.pale : seen.colour;
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
    this.#outline(this.parts.chosenLines, this.chosen);
  }

  // Lines of their own, not copies by reference: those would be made anew whenever the area changes its colour.
  #outline(lines, place) {
    const paths = place === null || place === undefined ? [] : this.areas[place].paths;
    [...lines.children].forEach((line, which) => line.setAttribute("d", paths[which]?.getAttribute("d") ?? ""));
  }

  #headline(counts) {
    const { facts, parts } = this;
    const [strong, rest] = headline(counts, this.before.length, this.data.changed || this.moving);
    say(parts.headline.children[0], strong);
    say(parts.headline.children[1], rest);
    for (const [row, bar] of parts.bars.entries())
      counts.ratings[row].forEach((number, rating) => {
        const piece = bar.children[rating];
        if (piece.number === number) return;
        piece.number = number;
        piece.style.flexGrow = number;
        piece.hidden = !number;
        say(piece, number > 5 ? number : "");
      });
    if (this.colouring === "changes") {
      for (const [way, key] of Object.entries(parts.wayKeys)) {
        say(key, `${facts.ways[way].label}: ${counts.ways[way]}`);
        key.parentElement.hidden = way.endsWith("rated") && !counts.ways[way];
      }
    }
    facts.ratings.forEach((rating, place) => {
      const [before, after] = counts.ratings.map((numbers) => numbers[place]);
      say(parts.ratingKeys[place], `${rating.label}: ${before === after ? after : `${before} → ${after}`}`);
      parts.ratingKeys[place].parentElement.hidden = place === NOT_RATED && !before && !after;
    });
    parts.ratingLegend.hidden = this.colouring === "changes";
    parts.wayLegend.hidden = this.colouring !== "changes";
  }

  // The chosen area

  #choose(place) {
    if (place === undefined) return;
    this.chosen = place;
    this.areaSent = `${this.mount}-${(this.areasSent = (this.areasSent ?? 0) + 1)}`;
    this.#outline(this.parts.chosenLines, place);
    this.#breakdown();
    this.#sendArea(LOST_AFTER);
  }

  #sendArea(patience) {
    clearTimeout(this.areaRetry);
    if (this.ended || this.data.seenArea === this.areaSent) return;
    this.areaRetry = setTimeout(() => {
      this.areaSent += "'"; // what was sent before is not taken for news again
      this.#sendArea(2 * patience);
    }, patience);
    this.send("area", { id: this.areaSent, code: this.chosen === null ? null : this.facts.codes[this.chosen] });
  }

  #breakdown() {
    const { facts, parts, data, chosen } = this;
    const there = chosen !== null && chosen !== undefined;
    parts.nobody.hidden = there;
    parts.somebody.hidden = !there;
    if (!there) {
      this.#movers();
      return;
    }
    const answered = data.chosen === chosen;
    const before = this.shownBefore[chosen];
    const after = this.shownAfter[chosen];
    say(parts.name, facts.names[chosen]);
    say(parts.group, facts.groups[chosen] ?? "");
    const rating = facts.ratings[after];
    say(parts.badge, rating.label);
    parts.badge.style.background = rating.colour;
    parts.badge.style.color = rating.text;
    say(parts.press, (after === NOT_RATED ? "" : ` (${rating.press})`) + (this.estimated[chosen] ? " est." : ""));
    say(parts.was, before === after ? "" : `In the baseline: ${facts.ratings[before].label.toLowerCase()}.`);
    if (document.activeElement !== parts.finder && this.parent.getRootNode().activeElement !== parts.finder)
      parts.finder.value = facts.names[chosen];
    const slider = this.moving;
    const live = slider?.outcomes && answered && data.side === "scenario";
    const row = live ? slider.outcomes.at(nearest(slider.values, slider.value)) : null;
    const still = !slider && answered;
    say(parts.judged, data.scores === null ? "Judged" : "Score");
    facts.indicators.forEach((indicator, j) => {
      const cells = parts.rows[j];
      say(cells.value, indicator.values[chosen]);
      cells.value.classList.toggle("est", indicator.estimated[chosen] === "1");
      say(cells.threshold, this.#threshold(j));
      const outcome = facts.outcomes[row ? row[j] : this.outcomes[chosen * facts.indicators.length + j]];
      say(cells.outcome, data.scores === null ? outcome.label : still ? data.scores[j] : "–");
      cells.outcome.style.color = outcome.colour;
    });
    say(parts.reason, still ? data.reason : "");
    say(parts.decides, data.decides);
    const turns = this.#turns(slider ?? this.#lastMoved(), chosen);
    for (const [i, place] of [...parts.turns.children].entries()) say(place, turns[i] ?? "");
  }

  // What an indicator is compared with in the scenario, whose judgement stands beside it.
  #threshold(j) {
    const slider = this.sliders.get(`${this.facts.indicators[j].name}.benchmark`);
    return slider && this.data.side === "scenario" ? this.#valueOf(slider) : this.data.compared[j];
  }

  #valueOf({ value, described }) {
    const unit = described.unit === "%" || !described.unit ? described.unit : ` ${described.unit}`;
    return `${written(value, described.decimals)}${unit}`;
  }

  // Who changes, the furthest first, while no area is chosen.
  #movers() {
    const { facts, parts, shownBefore: before, shownAfter: after } = this;
    const moved = [];
    for (let i = 0; i < after.length; i++) if (before[i] !== after[i]) moved.push(i);
    moved.sort((a, b) => Math.abs(after[b] - before[b]) - Math.abs(after[a] - before[a]) || a - b);
    parts.movers.forEach((line, n) => {
      const i = moved[n];
      const arrow = { up: "↑", down: "↓" }[wayOf(before[i], after[i])] ?? "–";
      say(line, i === undefined ? "" : `${arrow} ${facts.names[i]}: ${facts.ratings[after[i]].label.toLowerCase()}`);
      line.hidden = i === undefined;
    });
    const others = moved.length - SHOWN_MOVERS;
    say(parts.others, others > 0 ? `and ${others} more; the table below has all, with the reason.` : "");
  }

  #lastMoved() {
    const path = [...this.unanswered.keys()].at(-1)?.split(" ")[1] ?? this.touched;
    return this.sliders.get(path) ?? this.sliders.values().next().value;
  }

  // Where the area's rating changes as a slider goes further down or up.
  #turns(slider, place) {
    if (!slider || this.data.side !== "scenario") return [];
    this.touched = slider.path;
    const { values, rows, described } = slider;
    const now = nearest(values, slider.value);
    return [
      ["falls", -1],
      ["rises", 1],
    ].flatMap(([verb, way]) => {
      const position = turn(rows, place, now, way);
      if (position === undefined) return [];
      const to = this.facts.ratings[rows.at(position)[place]].verb;
      const value = this.#valueOf({ value: values[position], described });
      return [`If “${described.label}” ${verb} to ${value}, ${this.facts.names[place]} ${to}.`];
    });
  }

  // The page that is made once

  async #build(facts) {
    const topologies = await Promise.all(
      facts.topologies.map((address) => fetch(new URL(address, document.baseURI)).then((answer) => answer.json())),
    ).catch(() => null);
    this.facts = facts;
    this.paths = undefined;
    this.estimated = digits(facts.estimated);
    this.areas = facts.codes.map(() => ({ paths: [] }));
    const parts = (this.parts = {});
    const style = this.parent.querySelector("link") ?? element("link", { rel: "stylesheet" });
    const loaded = style.href ? Promise.resolve() : new Promise((done) => (style.onload = style.onerror = done));
    style.href ||= new URL("instrument.css", import.meta.url).href;
    this.root?.remove();
    this.root = element("section", { className: "instrument" }, [
      this.#controls(parts),
      topologies?.length ? this.#map(parts, facts, topologies) : this.#noMap(parts, facts),
      this.#area(parts, facts),
    ]);
    this.root.setAttribute("aria-label", "Thresholds, map and breakdown");
    // Not in the map, which would clip it.
    if (parts.tip) this.root.append(parts.tip);
    this.parent.append(style, this.root);
    await loaded;
  }

  #controls(parts) {
    parts.headline = element("p", { className: "headline" }, [element("strong"), element("span")]);
    parts.said = element("p", { className: "said" });
    parts.said.setAttribute("aria-live", "polite");
    const bar = () => element("div", { className: "bar" }, this.facts.ratings.map((rating) => {
      const piece = element("b", { title: rating.label });
      Object.assign(piece.style, { background: rating.colour, color: rating.text });
      return piece;
    }));
    parts.bars = [bar(), bar()];
    const bars = element("div", { className: "bars" }, [
      element("span", { textContent: "Baseline" }), parts.bars[0],
      element("span", { textContent: "Scenario" }), parts.bars[1],
    ]);
    bars.setAttribute("aria-hidden", "true");
    parts.sliders = element("div", { className: "sliders" });
    parts.moreSliders = element("div", { className: "sliders" });
    parts.more = element("details", {}, [element("summary", { textContent: "More sliders" }), parts.moreSliders]);
    return element("div", { className: "controls" }, [
      element("div", { className: "result" }, [parts.headline, bars, parts.said]),
      parts.sliders,
      parts.more,
      (parts.changes = element("p", { className: "quiet" })),
      this.#copyLink(),
    ]);
  }

  // A link says everything that is shown.
  #copyLink() {
    const button = element("button", { type: "button", textContent: "Copy link" });
    const tell = (words) => {
      say(button, words);
      setTimeout(() => say(button, "Copy link"), 2000);
    };
    button.addEventListener("click", async () => {
      // Until the server has said what is shown.
      for (let i = 0; i < 30 && (this.held || this.later || this.unanswered.size); i++)
        await new Promise((done) => setTimeout(done, 100));
      const link = new URL(`?${this.data.query}`, location.href).href;
      try {
        await navigator.clipboard.writeText(link);
        tell("Copied");
      } catch {
        // Without a secure connection a page may not write there by itself.
        prompt("The link to this view:", link);
      }
    });
    return button;
  }

  #legends(parts, facts) {
    const key = (colour, pale) => {
      const words = element("span");
      const swatch = element("i", { className: "swatch" });
      swatch.style.background = colour;
      if (pale) swatch.style.background = `linear-gradient(135deg, ${colour} 50%, ${pale} 50%)`;
      return [words, element("span", { className: "key" }, [swatch, words])];
    };
    const ratings = facts.ratings.map((rating) => key(rating.colour, rating.pale));
    parts.ratingKeys = ratings.map(([words]) => words);
    const paler = facts.estimated.includes("1") ? "Paler: rests on estimates. " : "";
    const note = element("span", { className: "quiet", textContent: `${paler}Dark outline: changes.` });
    parts.ratingLegend = element("div", { className: "legend" }, [...ratings.map(([, whole]) => whole), note]);
    const ways = Object.entries(facts.ways).map(([way, { colour }]) => [way, key(colour)]);
    parts.wayKeys = Object.fromEntries(ways.map(([way, [words]]) => [way, words]));
    parts.wayLegend = element("div", { className: "legend" }, ways.map(([, [, whole]]) => whole));
    const choice = (name, words) => {
      const radio = element("input", { type: "radio", name: "colouring", value: name, checked: this.colouring === name });
      radio.addEventListener("change", () => {
        this.colouring = name;
        this.#show(this.moving);
      });
      return element("label", {}, [radio, words]);
    };
    const choices = element("div", { className: "choices" }, [choice("ratings", "Ratings"), choice("changes", "Who changes")]);
    choices.setAttribute("role", "radiogroup");
    choices.setAttribute("aria-label", "Colours of the map");
    return element("div", { className: "legends" }, [choices, parts.ratingLegend, parts.wayLegend]);
  }

  #noMap(parts, facts) {
    parts.chosenLines = element("div");
    const sorry = element("p", { className: "no-map", textContent: facts.noMap || "The map could not be loaded. Everything else works without it." });
    return element("figure", { className: "map" }, [this.#legends(parts, facts), sorry]);
  }

  #map(parts, facts, topologies) {
    const picture = pictureOf(topologies, facts.projection);
    const svg = svgElement("svg", { viewBox: picture.viewBox, tabindex: 0, role: "application" });
    svg.setAttribute("aria-label", "Map of the areas. Arrow keys move from area to area; Enter chooses one.");
    const shapes = svgElement("g", { class: "areas" });
    topologies.forEach((_, which) => {
      for (const { id, d } of picture.features(which, "areas")) {
        const place = facts.ids[id];
        const path = svgElement("path", { d });
        shapes.append(path);
        if (place < 0) {
          path.style.fill = facts.noValue;
          continue;
        }
        path.place = place;
        this.areas[place].paths.push(path);
      }
      for (const frame of picture.features(which, "frame")) {
        shapes.append(svgElement("path", { d: frame.d, class: "frame" }));
        const { name, factor, longitude, latitude } = frame.properties;
        const [x, y] = picture.point(longitude, latitude);
        const words = svgElement("text", { x, y: y - 8, class: "inset" });
        say(words, `${name} × ${factor}`);
        shapes.append(words);
      }
    });
    const pair = (name) =>
      svgElement("g", { class: name }, topologies.map(() => svgElement("path")));
    parts.chosenLines = pair("chosen");
    parts.cursorLines = pair("cursor");
    const lines = svgElement("g", { class: "outlines" });
    if (facts.outlines)
      topologies.forEach((_, which) => {
        for (const { d } of picture.features(which, facts.outlines)) lines.append(svgElement("path", { d }));
      });
    svg.append(shapes, lines, parts.chosenLines, parts.cursorLines);
    // Lines are as wide on a phone as on a wall.
    const unit = () => svg.style.setProperty("--px", svg.viewBox.baseVal.width / Math.max(svg.clientWidth, 1));
    this.resized?.disconnect();
    this.resized = new ResizeObserver(unit);
    this.resized.observe(svg);
    parts.tip = element("div", { className: "tip", hidden: true });
    parts.tip.setAttribute("role", "status");
    this.#pointer(svg, parts);
    this.#keys(svg, parts);
    return element("figure", { className: "map" }, [this.#legends(parts, facts), svg]);
  }

  #pointer(svg, parts) {
    svg.addEventListener("pointermove", (event) => {
      const place = event.target.place;
      if (place === undefined || event.pointerType === "touch") parts.tip.hidden = true;
      else this.#tip(place, event.clientX, event.clientY);
    });
    svg.addEventListener("pointerleave", () => (parts.tip.hidden = true));
    svg.addEventListener("click", (event) => this.#choose(event.target.place));
  }

  #tip(place, x, y) {
    const { facts, parts } = this;
    const before = facts.ratings[this.shownBefore[place]].label;
    const after = facts.ratings[this.shownAfter[place]].label;
    const est = this.estimated[place] ? " est." : "";
    const lines = [
      element("b", { textContent: facts.names[place] }),
      element("span", { textContent: before === after ? after + est : `${before} → ${after}${est}` }),
      ...facts.indicators.map((indicator) => element("span", { textContent: `${indicator.label}: ${indicator.values[place]}${indicator.estimated[place] === "1" ? " est." : ""}` })),
    ];
    parts.tip.replaceChildren(...lines);
    parts.tip.hidden = false;
    const room = parts.tip.getBoundingClientRect();
    parts.tip.style.left = `${Math.min(x + 14, innerWidth - room.width - 6)}px`;
    const below = y + 14 + room.height <= innerHeight;
    parts.tip.style.top = `${below ? y + 14 : Math.max(y - room.height - 10, 4)}px`;
  }

  // Arrow keys go to the nearest area in their direction.
  #keys(svg, parts) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const middle = (area) => {
      const box = area.paths[0].getBBox();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    svg.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        this.#choose(this.cursor);
      }
      const way = ways[event.key];
      if (!way) return;
      event.preventDefault();
      this.middles ??= this.areas.map((area) => (area.paths.length ? middle(area) : null));
      const start = this.middles[this.cursor ?? this.chosen] ?? [500, 600];
      let best = Infinity;
      this.middles.forEach((point, place) => {
        if (!point || place === this.cursor) return;
        const [dx, dy] = [point[0] - start[0], point[1] - start[1]];
        const along = dx * way[0] + dy * way[1];
        const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
        if (along > 0.5 && along + 2 * aside < best) {
          best = along + 2 * aside;
          this.next = place;
        }
      });
      if (best === Infinity) return;
      this.cursor = this.next;
      this.#outline(parts.cursorLines, this.cursor);
      const shape = this.areas[this.cursor].paths.at(-1).getBoundingClientRect();
      this.#tip(this.cursor, shape.right, shape.bottom);
    });
    svg.addEventListener("blur", () => {
      parts.tip.hidden = true;
      this.#outline(parts.cursorLines, null);
    });
  }

  #area(parts, facts) {
    const names = element("datalist", { id: "areas" }, facts.names.map((name) => element("option", { value: name })));
    parts.finder = element("input", { type: "search", id: "finder", placeholder: "Type a name, for example Dorset", autocomplete: "off" });
    parts.finder.setAttribute("list", "areas");
    parts.finder.addEventListener("focus", () => parts.finder.select());
    const places = new Map([...facts.names, ...facts.ods].map((name, i) => [name.toLowerCase(), i % facts.names.length]));
    parts.unknown = element("p", { className: "quiet" });
    const find = () => {
      const wanted = parts.finder.value.trim().toLowerCase();
      const starting = facts.names.flatMap((name, place) => (name.toLowerCase().startsWith(wanted) ? [place] : []));
      const place = wanted === "" ? null : (places.get(wanted) ?? (starting.length === 1 ? starting[0] : undefined));
      const many = starting.length > 1 ? `${starting.length} areas begin with` : "No area here is called";
      say(parts.unknown, place === undefined ? `${many} “${parts.finder.value.trim()}”. Postcodes can be looked up on England.` : "");
      this.#choose(place);
    };
    parts.finder.addEventListener("change", find);
    parts.finder.addEventListener("input", () => parts.finder.value || find());
    parts.name = element("h2");
    parts.group = element("p", { className: "quiet" });
    parts.badge = element("span", { className: "badge" });
    parts.press = element("span", { className: "quiet" });
    parts.was = element("p", { className: "was" });
    parts.rows = facts.indicators.map(() => ({
      value: element("td", { className: "figure" }),
      threshold: element("td", { className: "figure" }),
      outcome: element("td", { className: "outcome" }),
    }));
    const head = element("tr", {}, ["Indicator", "Area", "England", "Threshold", "Judged"].map((textContent) => element("th", { textContent, scope: "col" })));
    parts.judged = head.lastChild;
    const rows = facts.indicators.map((indicator, j) =>
      element("tr", {}, [
        element("th", { textContent: indicator.label, scope: "row" }),
        parts.rows[j].value,
        element("td", { className: "figure", textContent: indicator.england }),
        parts.rows[j].threshold,
        parts.rows[j].outcome,
      ]));
    parts.reason = element("p", { className: "reason" });
    parts.decides = element("p", { className: "quiet" });
    parts.turns = element("div", { className: "turns" }, [element("p"), element("p")]);
    const more = element("button", { type: "button", textContent: "More about this area" });
    more.addEventListener("click", () => this.trigger("more", true));
    parts.movers = Array.from({ length: SHOWN_MOVERS }, () => element("li"));
    parts.others = element("p", { className: "quiet" });
    parts.nobody = element("div", {}, [
      element("p", { className: "quiet", textContent: "Click an area on the map, or find it by name, to see its indicators and what the thresholds do to it." }),
      element("ul", { className: "movers" }, parts.movers),
      parts.others,
    ]);
    parts.somebody = element("div", {}, [
      parts.name,
      parts.group,
      element("p", {}, [parts.badge, parts.press]),
      parts.was,
      element("div", { className: "wide" }, [element("table", {}, [element("thead", {}, [head]), element("tbody", {}, rows)])]),
      parts.turns,
      parts.reason,
      more,
      parts.decides,
    ]);
    return element("aside", { className: "breakdown" }, [
      element("label", { htmlFor: "finder", textContent: "Find an area" }),
      parts.finder,
      parts.unknown,
      names,
      parts.nobody,
      parts.somebody,
    ]);
  }
}

// What a scenario does to the national picture: the part in bold, and the rest.
function wayOf(before, after) {
  if (before === after) return "same";
  if (before === NOT_RATED) return "rated";
  if (after === NOT_RATED) return "unrated";
  return after < before ? "up" : "down";
}

function headline({ ways, moved, below, ratings }, areas, changed) {
  if (!moved && !changed) return ["Move a threshold", " and see at once which areas change their rating."];
  if (!moved) return ["No area changes its rating", " in this scenario."];
  const words = { up: "up", down: "down", rated: "newly rated", unrated: "no longer rated" };
  const always = ways.up || ways.down ? ["up", "down"] : [];
  const said = Object.keys(words)
    .filter((way) => ways[way] || always.includes(way))
    .map((way) => `${ways[way]} ${words[way]}`);
  const change = moved === 1 ? "changes" : "change";
  if (ratings[1][NOT_RATED] === areas)
    return ["This methodology gives no area an overall rating", ": it shows the indicators side by side."];
  const rest =
    below[0] === below[1] ? `${below[1]} areas, as many as before.` : `${below[1]} areas instead of ${below[0]}.`;
  return [
    `${moved} of ${areas} areas ${change} rating: ${said.join(", ")}.`,
    ` Below “performing well”: ${rest}`,
  ];
}

// What says already what it should is left alone: the browser would lay it out again.
function say(place, words) {
  if (place.textContent !== String(words)) place.textContent = words;
}

function numberTyped(text) {
  const number = Number(text.replace(",", "."));
  return text.trim() === "" || Number.isNaN(number) ? null : number;
}

// A value with the decimals of its indicator, or all of its own where it has more.
function written(value, decimals) {
  const own = (Number(value.toFixed(9)).toString().split(".")[1] ?? "").length;
  return value.toFixed(Math.max(decimals, own));
}

function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function svgElement(name, attributes = {}, children = []) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
