// Three sentences for a first visit. Once they are closed the browser remembers it, on this device.
const CLOSED = "cancer-ratings-introduction-closed";

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const place = parentElement.querySelector("section");
  place.hidden = remembered();
  if (place.hidden || place.childElementCount) return;
  for (const sentence of data.sentences) {
    const line = document.createElement("p");
    line.textContent = sentence;
    place.append(line);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = data.button;
  button.addEventListener("click", () => {
    try {
      localStorage.setItem(CLOSED, "yes");
    } catch {
      // A browser that keeps nothing: closed for this visit.
    }
    place.hidden = true;
    setTriggerValue("closed", true);
  });
  place.append(button);
}

function remembered() {
  try {
    return localStorage.getItem(CLOSED) === "yes";
  } catch {
    return false;
  }
}
