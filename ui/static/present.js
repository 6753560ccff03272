// Keys, buttons, what a screen reader says, and the size of the window, for the page Present. Which screen is shown is kept here, so that presses in
// quick succession, of which the server may see only the last, lose none.
export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  say(parentElement, data.message);
  const kept = (window.presenting ??= { screen: data.screen });
  kept.control?.abort();
  kept.control = new AbortController();
  const until = { signal: kept.control.signal };

  const show = (screen) => {
    const next = Math.min(Math.max(screen, 1), data.screens);
    if (next === kept.screen) return;
    kept.screen = next;
    setStateValue("screen", next);
  };
  const fullScreen = () =>
    document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  const keys = {
    ArrowRight: () => show(kept.screen + 1),
    ArrowDown: () => show(kept.screen + 1),
    PageDown: () => show(kept.screen + 1),
    " ": () => show(kept.screen + 1),
    ArrowLeft: () => show(kept.screen - 1),
    ArrowUp: () => show(kept.screen - 1),
    PageUp: () => show(kept.screen - 1),
    Home: () => show(1),
    End: () => show(data.screens),
    Escape: () => setTriggerValue("leave", true),
    f: fullScreen,
    F: fullScreen,
  };
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    if (event.key === " " && event.composedPath()[0].tagName === "BUTTON") return;
    event.preventDefault();
    keys[event.key]();
  };
  const measure = () => setStateValue("room", [window.innerWidth, window.innerHeight]);
  let start = null;
  const touch = (event) => (start = event.touches[0].clientX);
  const swipe = (event) => {
    const moved = event.changedTouches[0].clientX - start;
    if (Math.abs(moved) > 60) show(kept.screen - Math.sign(moved));
  };
  let later = 0;
  const resized = () => {
    clearTimeout(later);
    later = setTimeout(measure, 200);
  };
  window.addEventListener("keydown", press, until);
  window.addEventListener("resize", resized, until);
  window.addEventListener("touchstart", touch, until);
  window.addEventListener("touchend", swipe, until);
  const buttons = buttonsIn(parentElement, {
    Back: () => show(kept.screen - 1),
    Next: () => show(kept.screen + 1),
    "Full screen": fullScreen,
    Leave: () => setTriggerValue("leave", true),
  });
  const wake = () => {
    buttons.classList.add("awake");
    clearTimeout(kept.sleep);
    kept.sleep = setTimeout(() => buttons.classList.remove("awake"), 3000);
  };
  window.addEventListener("pointermove", wake, until);
  window.addEventListener("pointerdown", wake, until);
  if (!kept.measured) {
    kept.measured = true;
    measure();
  }
  return () => {
    kept.control.abort();
    delete window.presenting;
  };
}

// For those who have no keys at hand, or swipe by voice or switch: seen while the pointer moves or one has the focus.
function buttonsIn(parent, actions) {
  let place = parent.querySelector("nav");
  if (!place) {
    place = document.createElement("nav");
    place.setAttribute("aria-label", "Screens");
    for (const words of Object.keys(actions)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words;
      button.addEventListener("click", () => place.actions[words]());
      place.append(button);
    }
    parent.append(place);
  }
  // The buttons stay, so that the one with the focus keeps it when the screen turns.
  place.actions = actions;
  return place;
}

// Only what changes in a place that stays is announced: the heading is made anew with each screen.
function say(parent, message) {
  let place = parent.querySelector("[aria-live]");
  if (!place) {
    place = document.createElement("div");
    place.setAttribute("aria-live", "polite");
    parent.append(place);
  }
  if (place.textContent !== message) place.textContent = message;
}
