// A slider with a field for an exact value. What it means is looked up by its owner, who is told when it is moved.
import { element, say, written } from "./elements.js";
import { nearest, Rows, valuesOf } from "./look_up.js";

const QUIET = 400; // ms without a key after which a threshold moved by keys is sent

export class Slider {
  // `owner` has moving(slider), released(slider, wait) and letGo(slider).
  constructor(facts, owner) {
    Object.assign(this, { path: facts.path, facts, owner });
    const name = `slider-${this.path.replaceAll(".", "-")}`;
    const what = `${facts.label}: exact ${facts.meant ? "threshold" : "value"}${facts.unit ? `, ${facts.unit}` : ""}`;
    this.label = element("label", { htmlFor: name, textContent: facts.label });
    this.hint = element("span", { className: "hint" });
    this.input = element("input", { type: "range", id: name, min: 0, step: 1 });
    this.number = element("input", { type: "text", inputMode: "decimal", className: "number", autocomplete: "off" });
    this.number.setAttribute("aria-label", what);
    const unit = element("span", { className: "unit", textContent: facts.unit });
    this.refused = element("p", { className: "refused", id: `${name}-refused` });
    this.refused.setAttribute("role", "alert");
    this.number.setAttribute("aria-describedby", this.refused.id);
    this.row = element("div", { className: "slider" }, [this.label, this.hint, this.input, this.number, unit, this.refused]);
    this.row.dataset.path = this.path;
    this.#listen();
  }

  // Takes what the server says of the positions; `known` are the ratings, and `outcomes` those of the chosen area's
  // indicators, at the present one.
  take({ now, first, values, ratings, turns }, known, outcomes) {
    Object.assign(this, { now, first });
    this.values = valuesOf(values);
    this.rows = new Rows(known, now, ratings, this.values.length);
    this.outcomes = outcomes && new Rows(outcomes, now, turns, this.values.length);
    this.input.max = this.values.length - 1;
    // A standard or England's figure is worth knowing at any time, the rule's own number once it is changed.
    say(this.hint, this.facts.meant || now !== first ? this.facts.hint : "");
    this.row.classList.toggle("changed", now !== first);
  }

  get position() {
    return nearest(this.values, this.value);
  }

  get isWhereItWas() {
    return this.value === this.values[this.now];
  }

  place(value, withThumb = true) {
    this.value = value;
    if (withThumb) this.input.value = this.position;
    this.number.value = written(value, this.facts.decimals);
    this.tell();
  }

  // What somebody hears who does not see the thumb.
  tell(result = "") {
    this.input.setAttribute("aria-valuetext", result ? `${this.words()}: ${result}` : this.words());
  }

  words(value = this.value) {
    const { unit, decimals } = this.facts;
    return `${written(value, decimals)}${unit === "%" || !unit ? unit : ` ${unit}`}`;
  }

  #listen() {
    const { input, owner } = this;
    input.addEventListener("input", () => {
      this.#refuse("");
      this.place(this.values[input.valueAsNumber], false);
      owner.moving(this);
    });
    input.addEventListener("pointerdown", () => {
      this.byKey = this.cancelled = false;
      this.start = this.value;
    });
    input.addEventListener("keydown", () => {
      this.byKey = true;
      this.cancelled = false;
    });
    // "change" comes when a pointer lets go of another value, and with every press of a key.
    input.addEventListener("change", () => this.cancelled || owner.released(this, this.byKey ? QUIET : 0));
    // A finger that began on the slider and scrolls the page moves nothing.
    input.addEventListener("pointercancel", () => {
      this.cancelled = true;
      this.place(this.start);
      owner.letGo(this);
    });
    // Back where it was taken up, no "change" comes; it comes after this otherwise.
    input.addEventListener("pointerup", () => setTimeout(() => owner.letGo(this)));
    input.addEventListener("blur", () => owner.left(this));
    this.number.addEventListener("change", () => this.#type());
  }

  // Says why what was typed is not taken, and what stands instead; or takes back that it was said.
  #refuse(why) {
    const typed = this.number.value.trim();
    this.number.setAttribute("aria-invalid", String(Boolean(why)));
    if (why) this.place(this.value);
    say(this.refused, why ? `“${typed}” ${why}: ${this.words()} stays.` : "");
  }

  #type() {
    const typed = numberTyped(this.number.value);
    const { lowest, highest, whole } = this.facts;
    if (typed === null || typed < (lowest ?? -Infinity) || typed > (highest ?? Infinity)) {
      this.#refuse(typed === null ? "is not a number" : `is not between ${lowest} and ${highest}`);
      return;
    }
    this.#refuse("");
    this.place(whole ? Math.round(typed) : Number(typed.toFixed(3)));
    // Between two positions only the server can say what a value does: the picture waits for it.
    if (this.values.includes(this.value)) this.owner.moving(this);
    this.owner.released(this, 0);
  }
}

function numberTyped(text) {
  const number = Number(text.replace(",", "."));
  return text.trim() === "" || Number.isNaN(number) ? null : number;
}
