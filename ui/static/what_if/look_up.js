// Ratings and outcomes at every position of a slider, as the server worked them out: nothing here knows the rule.

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const CODES = new Uint8Array(128);
for (const [code, letter] of [...LETTERS].entries()) CODES[letter.charCodeAt(0)] = code;

// Rows of small numbers, one row a position: from one row that is known, and what changes from each row to the next.
// A change is four letters: rows further on since the last change (a "_" before it: 63 more), place in the row (two),
// and eight times the number before plus the number after.
export class Rows {
  constructor(known, at, turns, positions) {
    this.width = known.length;
    this.numbers = new Uint8Array(positions * this.width);
    const changes = changesOf(turns);
    const row = Uint8Array.from(known);
    // First back to the row of the first position, then through all.
    for (let i = changes.length - 1; i >= 0; i--)
      if (changes[i].position <= at) row[changes[i].place] = changes[i].before;
    let position = 0;
    for (const change of changes) {
      for (; position < change.position; position++) this.#write(position, row);
      row[change.place] = change.after;
    }
    for (; position < positions; position++) this.#write(position, row);
  }

  #write(position, row) {
    this.numbers.set(row, position * this.width);
  }

  at(position) {
    return this.numbers.subarray(position * this.width, (position + 1) * this.width);
  }
}

function changesOf(turns) {
  const changes = [];
  let position = 0;
  for (let i = 0; i < turns.length; ) {
    for (; turns[i] === "_"; i++) position += 63;
    const [further, high, low, both] = [0, 1, 2, 3].map((next) => CODES[turns.charCodeAt(i + next)]);
    position += further;
    changes.push({ position, place: 64 * high + low, before: both >> 3, after: both & 7 });
    i += 4;
  }
  return changes;
}

export function digits(text) {
  return Uint8Array.from(text, Number);
}

// Numbers below eight, two a letter.
export function pairs(text, length) {
  const numbers = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const both = CODES[text.charCodeAt(i >> 1)];
    numbers[i] = i % 2 ? both & 7 : both >> 3;
  }
  return numbers;
}

// The values of a slider: even steps, and those between them that have to be met exactly.
export function valuesOf({ from, step, count, more }) {
  const even = Array.from({ length: count }, (_, i) => Number((from + step * i).toFixed(9)));
  return [...new Set([...even, ...more])].sort((a, b) => a - b);
}

// The position of a value, or of the nearest one.
export function nearest(values, value) {
  let best = 0;
  for (let i = 1; i < values.length; i++)
    if (Math.abs(values[i] - value) < Math.abs(values[best] - value)) best = i;
  return best;
}

// The next position from `start`, going up (1) or down (-1), at which a place of the rows has another number;
// undefined if there is none.
export function turn(rows, place, start, way) {
  const now = rows.at(start)[place];
  const positions = rows.numbers.length / rows.width;
  for (let position = start + way; position >= 0 && position < positions; position += way)
    if (rows.at(position)[place] !== now) return position;
  return undefined;
}
