// Ratings and outcomes at every position of a slider, as the server worked them out: nothing here knows the rule.

// Rows of `width` small numbers, one row a position, from the first row and what changes after it:
// [positions further on, place in the row, new number, …].
export class Rows {
  constructor(first, changes, positions) {
    this.width = first.length;
    this.numbers = new Uint8Array(positions * this.width);
    const row = digits(first);
    let position = 0;
    for (let i = 0; i < changes.length; i += 3) {
      for (const until = position + changes[i]; position < until; position++) this.#write(position, row);
      row[changes[i + 1]] = changes[i + 2];
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

export function digits(text) {
  return Uint8Array.from(text, Number);
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
