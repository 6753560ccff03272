// The chosen area: its indicators, what they are compared with, its rating and where that turns; or, while no area is
// chosen, the first of those who change.
import { button, element, say } from "./elements.js";
import { turn } from "./look_up.js";
import { movedAreas, NOT_RATED, wayOf } from "./moves.js";

const SHOWN_MOVERS = 12;

export class Breakdown {
  constructor(facts, { choose, more }) {
    this.facts = facts;
    this.choose = choose;
    this.estimated = Array.from(facts.estimated, Number);
    const names = element("datalist", { id: "areas" }, facts.names.map((name) => element("option", { value: name })));
    this.unknown = element("p", { className: "quiet" });
    this.element = element("aside", { className: "breakdown" }, [
      element("label", { htmlFor: "finder", textContent: "Find an area" }),
      this.#finder(),
      this.unknown,
      names,
      this.#nobody(),
      this.#somebody(more),
    ]);
  }

  // `shown` has the ratings before and after, the chosen area and the slider that is moved, if one is; `data` are what the
  // server said last.
  show(shown, data) {
    const there = shown.chosen !== null && shown.chosen !== undefined;
    this.nobody.hidden = there;
    this.somebody.hidden = !there;
    if (there) this.#showArea(shown, data);
    else this.#showMovers(shown);
  }

  #showArea(shown, data) {
    const { facts } = this;
    const { before, after, chosen, slider } = shown;
    const answered = data.chosen === chosen;
    const still = !slider && answered;
    this.#showRating(before[chosen], after[chosen], chosen);
    const live = slider?.outcomes && answered && data.side === "scenario";
    const row = live ? slider.outcomes.at(slider.position) : null;
    say(this.judged, data.scores === null ? "Judged" : "Score");
    facts.indicators.forEach((indicator, j) => {
      const cells = this.rows[j];
      say(cells.value, indicator.values[chosen]);
      cells.value.classList.toggle("est", indicator.estimated[chosen] === "1");
      say(cells.threshold, shown.threshold(j));
      const outcome = facts.outcomes[row ? row[j] : shown.outcomes[chosen * facts.indicators.length + j]];
      say(cells.outcome, data.scores === null ? outcome.label : still ? data.scores[j] : "–");
      cells.outcome.style.color = outcome.colour;
    });
    say(this.reason, still ? data.reason : "");
    say(this.decides, data.decides);
    const turns = data.side === "scenario" ? this.#turns(slider ?? shown.lastMoved, chosen) : [];
    for (const [i, place] of [...this.turns.children].entries()) say(place, turns[i] ?? "");
  }

  #showRating(before, after, chosen) {
    const { facts } = this;
    const rating = facts.ratings[after];
    say(this.name, facts.names[chosen]);
    say(this.group, facts.groups[chosen] ?? "");
    say(this.badge, rating.label);
    this.badge.style.background = rating.colour;
    this.badge.style.color = rating.text;
    say(this.press, (after === NOT_RATED ? "" : ` (${rating.press})`) + (this.estimated[chosen] ? " est." : ""));
    say(this.was, before === after ? "" : `In the baseline: ${facts.ratings[before].label.toLowerCase()}.`);
    if (this.finder.getRootNode().activeElement !== this.finder) this.finder.value = facts.names[chosen];
  }

  // Where the area's rating changes as a slider goes further down or up.
  #turns(slider, place) {
    if (!slider) return [];
    const { values, rows } = slider;
    return [
      ["falls", -1],
      ["rises", 1],
    ].flatMap(([verb, way]) => {
      const position = turn(rows, place, slider.position, way);
      if (position === undefined) return [];
      const to = this.facts.ratings[rows.at(position)[place]].verb;
      const of = slider.facts.meant ? "the threshold of " : "";
      return [`If ${of}“${slider.facts.label}” ${verb} to ${slider.words(values[position])}, ${this.facts.names[place]} ${to}.`];
    });
  }

  #showMovers({ before, after }) {
    const { facts } = this;
    const moved = movedAreas(before, after);
    this.first.forEach((line, n) => {
      const i = moved[n];
      const arrow = { up: "↑", down: "↓" }[wayOf(before[i], after[i])] ?? "–";
      say(line, i === undefined ? "" : `${arrow} ${facts.names[i]}: ${facts.ratings[after[i]].label.toLowerCase()}`);
      line.hidden = i === undefined;
    });
    const others = moved.length - SHOWN_MOVERS;
    say(this.others, others > 0 ? `and ${others} more; the table below has all, with the reason.` : "");
  }

  #finder() {
    const { facts } = this;
    this.finder = element("input", { type: "search", id: "finder", placeholder: "Type a name, for example Dorset", autocomplete: "off" });
    this.finder.setAttribute("list", "areas");
    this.finder.addEventListener("focus", () => this.finder.select());
    const places = new Map([...facts.names, ...facts.ods].map((name, i) => [name.toLowerCase(), i % facts.names.length]));
    const find = () => {
      const wanted = this.finder.value.trim().toLowerCase();
      const starting = facts.names.flatMap((name, place) => (name.toLowerCase().startsWith(wanted) ? [place] : []));
      const place = wanted === "" ? null : (places.get(wanted) ?? (starting.length === 1 ? starting[0] : undefined));
      const many = starting.length > 1 ? `${starting.length} areas begin with` : "No area here is called";
      say(this.unknown, place === undefined ? `${many} “${this.finder.value.trim()}”. Postcodes can be looked up on England.` : "");
      this.choose(place);
    };
    this.finder.addEventListener("change", find);
    this.finder.addEventListener("input", () => this.finder.value || find());
    return this.finder;
  }

  #nobody() {
    this.first = Array.from({ length: SHOWN_MOVERS }, () => element("li"));
    this.others = element("p", { className: "quiet" });
    this.nobody = element("div", {}, [
      element("p", { className: "quiet", textContent: "Click an area on the map, or find it by name, to see its indicators and what the thresholds do to it." }),
      element("ul", { className: "movers" }, this.first),
      this.others,
    ]);
    return this.nobody;
  }

  #somebody(more) {
    this.name = element("h2");
    this.group = element("p", { className: "quiet" });
    this.badge = element("span", { className: "badge" });
    this.press = element("span", { className: "quiet" });
    this.was = element("p", { className: "was" });
    this.turns = element("div", { className: "turns" }, [element("p"), element("p")]);
    this.reason = element("p", { className: "reason" });
    this.decides = element("p", { className: "quiet" });
    this.somebody = element("div", {}, [
      this.name,
      this.group,
      element("p", {}, [this.badge, this.press]),
      this.was,
      element("div", { className: "wide" }, [this.#table()]),
      this.turns,
      this.reason,
      button("More about this area", more),
      this.decides,
    ]);
    return this.somebody;
  }

  #table() {
    const { facts } = this;
    this.rows = facts.indicators.map(() => ({
      value: element("td", { className: "figure" }),
      threshold: element("td", { className: "figure" }),
      outcome: element("td", { className: "outcome" }),
    }));
    const titles = ["Indicator", "Area", "England", "Threshold", "Judged"];
    const looks = (title) => (["Area", "England", "Threshold"].includes(title) ? "figure" : "");
    const head = element("tr", {}, titles.map((title) => element("th", { textContent: title, scope: "col", className: looks(title) })));
    this.judged = head.lastChild;
    const rows = facts.indicators.map((indicator, j) =>
      element("tr", {}, [
        element("th", { textContent: indicator.label, scope: "row" }),
        this.rows[j].value,
        element("td", { className: "figure", textContent: indicator.england }),
        this.rows[j].threshold,
        this.rows[j].outcome,
      ]),
    );
    return element("table", {}, [element("thead", {}, [head]), element("tbody", {}, rows)]);
  }
}
