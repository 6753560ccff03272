// Below the instrument: how many go from each rating to each other, and who moves, with the reason. Both follow the
// thumb; the reasons are the server's and come when it is released.
import { choose, factsOf, mounted, styled, whenShown } from "./board.js";
import { button, element, say } from "./elements.js";
import { movedAreas, NOT_RATED, wayOf } from "./moves.js";

const WAYS = { all: "All", up: "Better", down: "Worse", rated: "Newly rated", unrated: "No longer rated" };
const ALWAYS = ["all", "up", "down"];
const NO_RATINGS =
  "A methodology that gives no overall rating has no movers: no area gets better or worse. Choose an area to see how each of its " +
  "indicators is judged.";
const SHOWN = 10;
const RESTED = 120; // ms without a move

const kept = new WeakMap();

export function movers(component) {
  return mounted(kept, component, (parent) => new Movers(parent));
}

class Movers {
  constructor(parent) {
    this.parent = parent;
    this.rows = [];
  }

  async receive({ data, setStateValue }) {
    this.send = setStateValue;
    this.latest = data;
    const facts = await factsOf(data.facts);
    if (this.latest !== data || this.ended) return;
    if (this.facts !== facts) await this.#build(facts, data);
    if (this.latest !== data || this.ended) return;
    this.data = data;
    // Heard anew, since what is shown may have come while the facts of another methodology were on their way here.
    this.unsubscribe?.();
    this.unsubscribe = whenShown((shown) => this.#hear(shown));
  }

  end() {
    this.ended = true;
    clearTimeout(this.later);
    this.unsubscribe?.();
  }

  // The tables are out of sight of most who drag: they follow when the thumb rests, and cost no frame.
  #hear(shown) {
    clearTimeout(this.later);
    if (shown.slider) this.later = setTimeout(() => this.#show(shown), RESTED);
    else this.#show(shown);
  }

  #show(shown) {
    // Facts of another edition are on their way here.
    if (shown.facts.key !== this.facts.key) return;
    this.shown = shown;
    this.#showTransitions(shown);
    const all = movedAreas(shown.before, shown.after);
    const ways = { ...shown.counts.ways, all: all.length };
    for (const [way, label] of Object.entries(this.ways)) {
      say(label, `${WAYS[way]} (${ways[way]})`);
      label.parentElement.hidden = !ALWAYS.includes(way) && !ways[way];
    }
    const nobody = [shown.before, shown.after].some((ratings) => ratings.every((rating) => rating === NOT_RATED));
    this.choices.hidden = nobody;
    if (nobody) {
      this.#showNobody();
      return;
    }
    const { everyone } = this.wanted;
    const way = ways[this.wanted.way] || ALWAYS.includes(this.wanted.way) ? this.wanted.way : "all";
    for (const [name, label] of Object.entries(this.ways)) label.previousSibling.checked = name === way;
    const fitting = all.filter((i) => way === "all" || wayOf(shown.before[i], shown.after[i]) === way);
    const places = everyone ? fitting : fitting.slice(0, SHOWN);
    say(this.none, fitting.length ? "" : "None.");
    this.table.hidden = !fitting.length;
    // A column of its own where there are changes to tell apart.
    this.table.classList.toggle("several", Object.keys(this.data?.because ?? {}).length > 0);
    say(this.everyone, everyone ? `Show the first ${SHOWN}` : `Show all ${fitting.length}`);
    this.everyone.hidden = fitting.length <= SHOWN;
    while (this.rows.length < places.length) this.rows.push(this.#row());
    this.body.replaceChildren(...this.rows.slice(0, places.length).map((row) => row.element));
    places.forEach((place, n) => this.#fill(this.rows[n], place, shown));
    // The chosen area has its reason said, also where the table does not come to it.
    const { chosen } = shown;
    const moves = chosen !== null && chosen !== undefined && shown.before[chosen] !== shown.after[chosen];
    say(this.mine, moves && !places.includes(chosen) ? `${this.facts.names[chosen]}: ${this.#why(chosen, shown)}` : "");
  }

  #showNobody() {
    say(this.none, NO_RATINGS);
    say(this.mine, "");
    this.table.hidden = this.everyone.hidden = true;
  }

  #fill(row, place, shown) {
    const { facts } = this;
    const { before, after, chosen } = shown;
    row.place = place;
    say(row.name, facts.names[place]);
    say(row.group, facts.groups[place] ?? "");
    for (const [which, rating] of [before, after].entries()) {
      const { label, colour } = facts.ratings[rating[place]];
      say(row.words[which], label);
      row.swatches[which].style.background = colour;
    }
    facts.indicators.forEach((indicator, j) => {
      say(row.values[j], indicator.values[place]);
      row.values[j].classList.toggle("est", indicator.estimated[place] === "1");
    });
    say(row.why, this.#why(place, shown));
    say(row.because, this.#because(place, shown));
    row.element.classList.toggle("chosen", place === chosen);
  }

  // While a thumb is held, the reason of what it does is not known yet.
  #why(place, { slider, of }) {
    return slider || of !== this.data.of ? "…" : (this.data.why[place] ?? "…");
  }

  #because(place, { slider, of }) {
    return slider || of !== this.data.of ? "…" : (this.data.because[place] ?? "");
  }

  #showTransitions({ before, after }) {
    const { facts } = this;
    const counts = facts.ratings.map(() => facts.ratings.map(() => 0));
    for (let i = 0; i < after.length; i++) counts[before[i]][after[i]]++;
    this.cells.forEach((row, from) => {
      row.cells.forEach((cell, to) => say(cell, counts[from][to] || "–"));
    });
    // A rating that nobody has, before or after, has neither row nor column.
    facts.ratings.forEach((_, rating) => {
      const nobody = !counts[rating].some(Boolean) && !counts.some((row) => row[rating]);
      this.cells[rating].element.hidden = nobody;
      this.heads[rating].hidden = nobody;
      for (const row of this.cells) row.cells[rating].hidden = nobody;
    });
  }

  #ask(wanted) {
    this.wanted = { ...this.wanted, ...wanted };
    this.#show(this.shown);
    this.send("wanted", this.wanted);
  }

  async #build(facts, data) {
    const loaded = styled(this.parent);
    this.wanted ??= data.wanted; // what was asked for before the page was left and opened again
    this.facts = facts;
    this.rows = [];
    this.root?.remove();
    this.root = element("section", { className: "below" }, [
      element("h2", { textContent: "Movers, with the reason" }),
      this.#choices(),
      (this.none = element("p")),
      (this.mine = element("p")),
      this.#table(),
      (this.everyone = button("", () => this.#ask({ everyone: !this.wanted.everyone }))),
      element("h2", { textContent: "Ratings before and after" }),
      this.#transitions(),
    ]);
    this.root.setAttribute("aria-label", "Who changes");
    this.parent.append(this.root);
    await loaded;
  }

  #choices() {
    this.ways = {};
    const choice = (way) => {
      const radio = element("input", { type: "radio", name: "way", value: way, checked: this.wanted.way === way });
      radio.addEventListener("change", () => this.#ask({ way }));
      return element("label", {}, [radio, (this.ways[way] = element("span"))]);
    };
    this.choices = element("div", { className: "choices" }, Object.keys(WAYS).map(choice));
    this.choices.setAttribute("role", "radiogroup");
    this.choices.setAttribute("aria-label", "Which movers");
    return this.choices;
  }

  #table() {
    const { facts } = this;
    const labels = facts.indicators.map(({ label }) => label);
    const groups = facts.groups.some(Boolean) ? ["Alliance"] : [];
    const heads = ["Area", ...groups, "Baseline", "Your scenario", "Because of", "Why", ...labels];
    const looks = (title) => (labels.includes(title) ? "figure" : title === "Because of" ? "because" : "");
    const head = element("tr", {}, heads.map((title) => element("th", { textContent: title, scope: "col", className: looks(title) })));
    this.body = element("tbody");
    this.table = element("div", { className: "wide", tabIndex: 0, role: "region" }, [
      element("table", { className: "moves" }, [element("thead", {}, [head]), this.body]),
    ]);
    this.table.setAttribute("aria-label", "Areas whose rating changes, with the reason");
    this.hasGroups = groups.length > 0;
    return this.table;
  }

  #row() {
    const { facts } = this;
    const row = { swatches: [], words: [] };
    row.name = button("", () => choose(row.place));
    row.group = element("td", { className: "group" });
    const ratings = [0, 1].map((which) => {
      row.swatches[which] = element("i", { className: "swatch" });
      row.words[which] = element("span");
      return element("td", { className: "rating" }, [row.swatches[which], row.words[which]]);
    });
    row.values = facts.indicators.map(() => element("td", { className: "figure" }));
    row.why = element("td", { className: "why" });
    row.because = element("td", { className: "because" });
    const cells = [element("th", { scope: "row" }, [row.name]), ...(this.hasGroups ? [row.group] : []), ...ratings];
    row.element = element("tr", {}, [...cells, row.because, row.why, ...row.values]);
    return row;
  }

  #transitions() {
    const { facts } = this;
    this.heads = facts.ratings.map(({ label }) => element("th", { textContent: label, scope: "col", className: "figure" }));
    this.cells = facts.ratings.map(({ label }) => {
      const cells = facts.ratings.map(() => element("td", { className: "figure" }));
      return { cells, element: element("tr", {}, [element("th", { textContent: label, scope: "row" }), ...cells]) };
    });
    const head = element("tr", {}, [element("th", { textContent: "From ↓ to →", scope: "col" }), ...this.heads]);
    const body = element("tbody", {}, this.cells.map((row) => row.element));
    const table = element("table", { className: "transitions" }, [element("thead", {}, [head]), body]);
    const wide = element("div", { className: "wide", tabIndex: 0, role: "region" }, [table]);
    wide.setAttribute("aria-label", "Number of areas by rating, before and after");
    return wide;
  }
}
