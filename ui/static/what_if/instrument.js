// The instrument of the page What if: sliders, map, counts and the breakdown of an area, which follow a thumb while it
// is dragged. The server sends the ratings at every position of each slider; nothing here knows the rule.
//
// Streamlit calls `instrument` again whenever its data change, on the same element, so what it holds is kept by that.
import { chooseBy, factsOf, mounted, showEverywhere, styled } from "./board.js";
import { Breakdown } from "./breakdown.js";
import { button, element, say } from "./elements.js";
import { digits, pairs } from "./look_up.js";
import { RatingMap } from "./map.js";
import { countsOf, headline } from "./moves.js";
import { Slider } from "./slider.js";

export { facts } from "./board.js";

const LOST_AFTER = 3000; // ms without an answer after which it is asked for again
const SAID_AFTER = 700; // ms without a move after which the result is announced
const SHOWN_SLIDERS = 7; // further ones are folded away

const kept = new WeakMap();

export function instrument(component) {
  return mounted(kept, component, (parent) => new Instrument(parent));
}

class Instrument {
  constructor(parent) {
    this.parent = parent;
    this.sent = 0;
    this.mount = crypto.randomUUID?.().slice(0, 8) ?? String(Math.random()).slice(2, 10);
    this.unanswered = new Map(); // side and path: value, sent and not yet in the server's data
    this.sliders = new Map();
    chooseBy((place) => this.#choose(place));
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
    this.map?.end();
    for (const timer of [this.later, this.saying, this.retry, this.areaRetry]) clearTimeout(timer);
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
    this.outcomes = pairs(data.outcomes, this.before.length * this.facts.indicators.length);
    this.#takeSliders(data.sliders);
    say(this.parts.changes, data.changes);
    this.parts.undo.disabled = !data.undoable;
    this.parts.back.disabled = !data.changed;
    this.root.dataset.ready = "yes";
    const held = this.held && this.sliders.get(this.held);
    if (held) this.#show(held);
    else if (this.unanswered.size === 0) this.#show(null);
    // Else the picture stays as the person left it until the answer to that comes.
    else this.breakdown.show(this.shown, data);
  }

  #last() {
    return this.sent ? `${this.mount}-${this.sent}` : null;
  }

  #takeSliders(described) {
    const { data, facts } = this;
    const paths = `${data.side} ${Object.keys(described).join()}`;
    if (paths !== this.paths) {
      this.paths = paths;
      const about = facts.sliders[data.side];
      this.sliders = new Map(Object.keys(described).map((path) => [path, new Slider(about[path], this)]));
      const all = [...this.sliders.values()].map((slider) => slider.row);
      this.parts.sliders.replaceChildren(...all.slice(0, SHOWN_SLIDERS));
      this.parts.more.hidden = all.length <= SHOWN_SLIDERS;
      this.parts.moreSliders.replaceChildren(...all.slice(SHOWN_SLIDERS));
    }
    const width = facts.indicators.length;
    const known = data.side === "baseline" || data.chosen === null ? null : data.chosen * width;
    for (const slider of this.sliders.values()) {
      slider.take(
        described[slider.path],
        data.side === "baseline" ? this.before : this.after,
        known === null ? null : this.outcomes.subarray(known, known + width),
      );
      const wanted = this.held === slider.path ? slider.value : this.unanswered.get(this.#key(slider));
      slider.place(wanted ?? slider.values[slider.now]);
    }
  }

  // What sliders tell

  moving(slider) {
    this.held = slider.path;
    this.#show(slider);
  }

  released(slider, wait) {
    this.held = slider.path;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.#sendMoved(slider), wait);
  }

  left(slider) {
    if (this.later && this.held === slider.path) this.released(slider, 0);
  }

  // Ends a hold that moved nothing.
  letGo(slider) {
    if (this.held !== slider.path || this.later) return;
    if (slider.isWhereItWas && !this.unanswered.has(this.#key(slider))) {
      this.held = null;
      if (this.unanswered.size === 0) this.#show(null);
    } else if (!slider.cancelled) this.released(slider, 0);
  }

  #key({ path }) {
    return `${this.data.side} ${path}`;
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
    const { data } = this;
    const looked = slider && slider.rows.at(slider.position);
    const before = looked && data.side === "baseline" ? looked : this.before;
    const after = looked && data.side === "scenario" ? looked : this.after;
    if (slider) this.touched = slider.path;
    this.shown = {
      facts: this.facts,
      of: data.of,
      before,
      after,
      outcomes: this.outcomes,
      counts: countsOf(before, after),
      chosen: this.chosen,
      slider,
      lastMoved: this.#lastMoved(),
      threshold: (column) => this.#threshold(column),
    };
    this.map.show(this.shown);
    this.#headline(this.shown.counts);
    this.breakdown.show(this.shown, data);
    showEverywhere(this.shown);
    const { below, moved } = this.shown.counts;
    slider?.tell(`${below[1]} areas below performing well, ${moved} change`);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => say(this.parts.said, this.parts.headline.textContent), SAID_AFTER);
  }

  #headline(counts) {
    const { parts } = this;
    const [strong, rest] = headline(counts, this.before.length, this.data.changed || this.held);
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
  }

  #lastMoved() {
    const path = [...this.unanswered.keys()].at(-1)?.split(" ")[1] ?? this.touched;
    return this.sliders.get(path) ?? this.sliders.values().next().value;
  }

  // What an indicator is compared with in the scenario, whose judgement stands beside it.
  #threshold(column) {
    const slider = this.sliders.get(`${this.facts.indicators[column].name}.benchmark`);
    return slider && this.data.side === "scenario" ? slider.words() : this.data.compared[column];
  }

  // The chosen area

  #choose(place) {
    if (place === undefined) return;
    this.chosen = place;
    this.areaSent = `${this.mount}-${(this.areasSent = (this.areasSent ?? 0) + 1)}`;
    this.shown = { ...this.shown, chosen: place };
    this.map.mark(place);
    this.breakdown.show(this.shown, this.data);
    showEverywhere(this.shown);
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

  // The page that is made once

  async #build(facts) {
    const topologies = await Promise.all(
      facts.topologies.map((address) => fetch(new URL(address, document.baseURI)).then((answer) => answer.json())),
    ).catch(() => null);
    const loaded = styled(this.parent);
    this.facts = facts;
    this.paths = undefined;
    this.map?.end();
    this.map = new RatingMap(facts, topologies, (place) => this.#choose(place));
    this.breakdown = new Breakdown(facts, {
      choose: (place) => this.#choose(place),
      more: () => this.trigger("more", true),
    });
    this.root?.remove();
    this.root = element("section", { className: "instrument" }, [this.#controls(), this.map.element, this.breakdown.element]);
    this.root.setAttribute("aria-label", "Thresholds, map and breakdown");
    // Not in the map, which would clip it.
    if (this.map.tip) this.root.append(this.map.tip);
    this.parent.append(this.root);
    await loaded;
  }

  #controls() {
    const parts = (this.parts = {});
    parts.headline = element("p", { className: "headline" }, [element("strong"), element("span")]);
    parts.said = element("p", { className: "said" });
    parts.said.setAttribute("aria-live", "polite");
    parts.bars = [this.#bar(), this.#bar()];
    const bars = element("div", { className: "bars" }, [
      element("span", { textContent: "Baseline" }), parts.bars[0],
      element("span", { textContent: "Scenario" }), parts.bars[1],
    ]);
    bars.setAttribute("aria-hidden", "true");
    parts.sliders = element("div", { className: "sliders" });
    parts.moreSliders = element("div", { className: "sliders" });
    parts.more = element("details", {}, [element("summary", { textContent: "More sliders" }), parts.moreSliders]);
    parts.undo = button("Undo", () => this.trigger("undo", true));
    parts.back = button("Back to the baseline", () => this.trigger("back", true));
    return element("div", { className: "controls" }, [
      element("div", { className: "result" }, [parts.headline, bars, parts.said]),
      parts.sliders,
      parts.more,
      (parts.changes = element("p", { className: "quiet" })),
      element("div", { className: "buttons" }, [parts.undo, parts.back, this.#copyLink()]),
    ]);
  }

  #bar() {
    const pieces = this.facts.ratings.map((rating) => {
      const piece = element("b", { title: rating.label });
      Object.assign(piece.style, { background: rating.colour, color: rating.text });
      return piece;
    });
    return element("div", { className: "bar" }, pieces);
  }

  // A link says everything that is shown.
  #copyLink() {
    const tell = (words) => {
      say(copy, words);
      setTimeout(() => say(copy, "Copy link"), 2000);
    };
    const copy = button("Copy link", async () => {
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
    return copy;
  }
}
