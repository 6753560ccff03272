// A number in the first sentence of a page leads to the section that it comes from, which may be in the other part.
const LONGEST_WAIT = 20_000;
const SETTLES = [300, 1000, 2500];

export default function () {
  if (window.numbersJump) return;
  window.numbersJump = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-section]");
    if (!link) return;
    event.preventDefault();
    const { section, part } = link.dataset;
    if (to(section)) return;
    const parts = [...document.querySelectorAll("[data-testid=stButtonGroup] button")];
    parts.find((button) => button.textContent.trim() === part)?.click();
    once(section);
  });
}

function to(section) {
  const place = document.querySelector(`.st-key-section_${section}`);
  place?.scrollIntoView({ block: "start" });
  return Boolean(place);
}

function once(section) {
  const watch = new MutationObserver(() => {
    if (!to(section)) return;
    watch.disconnect();
    // What stands above it may still grow.
    for (const wait of SETTLES) setTimeout(to, wait, section);
  });
  watch.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), LONGEST_WAIT);
}
