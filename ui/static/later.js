// Says once that a part of a page is near the window, when everything above it has been painted.
const NEAR = "1200px"; // a screen and more: whoever scrolls finds it there
const LOOK_AGAIN = 50; // milliseconds
const AT_MOST = 3000; // milliseconds: a chart that never comes holds nothing up
const APP = "[data-testid=stApp]";
const ON_ITS_WAY = "[data-testid=stSkeleton]";
const CHART = "[data-testid=stVegaLiteChart]";

const APART = 200; // milliseconds
let last = 0; // Streamlit runs one part again at a time: of two that ask at once it forgets one
const said = new WeakSet(); // the script runs again on the same element when Python draws it again

export function later({ parentElement, setStateValue }) {
  if (said.has(parentElement)) return;
  const began = performance.now();
  let waiting;
  const watch = new IntersectionObserver(
    (seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      watch.disconnect();
      say();
    },
    { rootMargin: NEAR, scrollMargin: NEAR }, // the page scrolls within an element of Streamlit's
  );

  function say() {
    const now = performance.now();
    if (now - last > APART && !running() && (painted() || now - began > AT_MOST)) {
      last = now;
      said.add(parentElement);
      requestAnimationFrame(() => setTimeout(() => setStateValue("near", true))); // the frame first
    } else waiting = setTimeout(say, LOOK_AGAIN);
  }

  watch.observe(parentElement.host ?? parentElement);
  return () => {
    watch.disconnect();
    clearTimeout(waiting);
  };
}

// To ask now would cut short what is being drawn.
function running() {
  return document.querySelector(APP)?.dataset.testScriptState === "running";
}

function painted() {
  // What is still on its way has no element of its own yet, but a grey one in its place.
  if (document.querySelector(ON_ITS_WAY)) return false;
  return [...document.querySelectorAll(CHART)].every((chart) => chart.querySelector("svg path"));
}
