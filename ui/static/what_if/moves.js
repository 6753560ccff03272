// Ratings before and after, area by area: who moves, how many have each rating, and the sentence that says so.
// A rating is its place in the list of ratings, the best first.

export const NOT_RATED = 4;
const BELOW = [2, 3];

export function wayOf(before, after) {
  if (before === after) return "same";
  if (before === NOT_RATED) return "rated";
  if (after === NOT_RATED) return "unrated";
  return after < before ? "up" : "down";
}

export function countsOf(before, after) {
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

// The areas that move, the furthest first; the server has them in the same order.
export function movedAreas(before, after) {
  const moved = [];
  for (let i = 0; i < after.length; i++) if (before[i] !== after[i]) moved.push(i);
  return moved.sort((a, b) => Math.abs(after[b] - before[b]) - Math.abs(after[a] - before[a]) || a - b);
}

// What a scenario does to the national picture: the part in bold, and the rest.
export function headline({ ways, moved, below, ratings }, areas, changed) {
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
