// On a narrow screen Streamlit keeps the row of pages in a drawer: it is called Menu, and closes when a page is chosen.
const NAME = "Menu";
const OPEN = "[data-testid=stExpandSidebarButton]";
const CLOSE = "[data-testid=stSidebarCollapseButton] button";
const PAGE = "[data-testid=stSidebarNavLink]";

export default function () {
  callByName();
  if (window.menuCloses) return;
  window.menuCloses = true;
  document.addEventListener("click", (event) => {
    // What Streamlit itself does with the click comes first.
    setTimeout(() => {
      if (event.target.closest?.(PAGE)) document.querySelector(CLOSE)?.click();
      setTimeout(callByName, 400);
    });
  });
}

// Seen is the word that the style sheet adds; it is heard too.
function callByName() {
  document.querySelector(OPEN)?.setAttribute("aria-label", NAME);
}
