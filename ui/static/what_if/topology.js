// The shapes of TopoJSON files as paths of one picture. The files are those that Vega draws its maps from, and so is
// the projection.

const WIDTH = 1000;
const NEAREST = 1; // Points closer than this to the one before are left out: they are less than a pixel apart.

const PROJECTIONS = {
  mercator: ([longitude, latitude]) => [
    (longitude * Math.PI) / 180,
    -Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)),
  ],
  identity: ([x, y]) => [x, -y],
};

// Returns { viewBox, point, features(topology index, object) }: features have id, properties and d, the path.
export function pictureOf(topologies, projection) {
  const project = PROJECTIONS[projection];
  const arcs = topologies.map((topology) => arcsOf(topology, project));
  const box = boxAround(arcs);
  const scale = WIDTH / (box.right - box.left);
  const place = ([x, y]) => [(x - box.left) * scale, (y - box.top) * scale];
  const height = (box.bottom - box.top) * scale;
  const placed = arcs.map((lines) => lines.map((line) => thinned(line.map(place))));
  return {
    viewBox: `-4 -4 ${WIDTH + 8} ${Math.ceil(height) + 8}`,
    point: (longitude, latitude) => place(project([longitude, latitude])),
    features: (which, name) =>
      (topologies[which].objects[name]?.geometries ?? []).map((geometry) => ({
        id: geometry.id,
        properties: geometry.properties,
        d: pathOf(geometry, placed[which]),
      })),
  };
}

// Arcs are stored as differences of whole numbers.
function arcsOf({ arcs, transform }, project) {
  const { scale, translate } = transform;
  return arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return project([x * scale[0] + translate[0], y * scale[1] + translate[1]]);
    });
  });
}

// Whole arcs are thinned, so that neighbours still share their border; ends stay, so that arcs still meet.
function thinned(line) {
  const kept = [line[0]];
  for (const point of line.slice(1, -1)) {
    const [x, y] = kept.at(-1);
    if (Math.hypot(point[0] - x, point[1] - y) >= NEAREST) kept.push(point);
  }
  if (line.length > 1) kept.push(line.at(-1));
  return kept;
}

function boxAround(topologies) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const arcs of topologies)
    for (const arc of arcs)
      for (const [x, y] of arc) {
        if (x < box.left) box.left = x;
        if (x > box.right) box.right = x;
        if (y < box.top) box.top = y;
        if (y > box.bottom) box.bottom = y;
      }
  return box;
}

function pathOf(geometry, arcs) {
  const polygons = geometry.type === "MultiPolygon" ? geometry.arcs : [geometry.arcs];
  return polygons.flatMap((rings) => rings.map((ring) => ringOf(ring, arcs))).join("");
}

function ringOf(ring, arcs) {
  const points = [];
  for (const number of ring) {
    // A negative number is an arc that is walked backwards.
    const line = number < 0 ? arcs[~number].toReversed() : arcs[number];
    for (const point of points.length ? line.slice(1) : line) points.push(point);
  }
  return `M${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}Z`;
}
