// Theme and sound: kept in this browser.

import { byId, drawing } from "./dom.js";

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage may be forbidden: the choice lasts as long as the page.
  }
}

function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

const root = document.documentElement;
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const theme = byId("theme");
const sound = byId("sound");

function drawTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches;
  theme.setAttribute("aria-pressed", String(dark));
  theme.replaceChildren(drawing(dark ? "i-sun" : "i-moon"));
}

theme.addEventListener("click", () => {
  root.dataset.theme = theme.ariaPressed === "true" ? "light" : "dark";
  keep("theme", root.dataset.theme);
  drawTheme();
});
systemDark.addEventListener("change", drawTheme);
drawTheme();

function drawSound(on) {
  sound.setAttribute("aria-pressed", String(on));
  sound.replaceChildren(drawing(on ? "i-bell" : "i-bell-off"));
}

sound.addEventListener("click", () => {
  const on = sound.ariaPressed !== "true";
  keep("sound", on ? "on" : "off");
  drawSound(on);
});
drawSound(kept("sound") !== "off");
