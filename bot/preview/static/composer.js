// Everything at the bottom: the text box, the menus beside it, the tall key and the Start button.

import { byId, element } from "./dom.js";
import { awaitCard, focusNewest } from "./log.js";
import { menu } from "./menu.js";

const form = byId("composer");
const text = byId("text");
const panel = byId("key-panel");
const tallKey = byId("tall-key");
const toggle = byId("toggle-key");
const start = byId("start");
const picker = byId("file");

const touch = matchMedia("(pointer: coarse)");

let collapsed = false;
let label = null;
let owner; // id of the card the key belongs to

const writing = () => touch.matches && document.activeElement === text;

function draw() {
  const hadFocus = panel.contains(document.activeElement);
  const shown = label !== null && !collapsed;
  panel.hidden = !shown;
  toggle.hidden = label === null;
  toggle.setAttribute("aria-expanded", String(shown));
  if (label !== null) byId("tall-label").textContent = label;
  if (hadFocus && !shown) focusNewest();
}

/** The tall key of the newest card, if it has one: every new card brings the key up again, as in Telegram. */
export function setTallKey(card) {
  if (card?.id !== owner && !writing()) collapsed = false;
  owner = card?.id;
  label = card?.body.stop_key ?? null;
  draw();
}

/** An empty chat has one thing to press, as in Telegram. */
export function setEmpty(empty) {
  if (!empty && document.activeElement === start) awaitCard();
  start.hidden = !empty;
  form.hidden = empty;
}

export function setCommands(commands) {
  const items = Object.entries(commands).map(([name, description]) =>
    element(
      "button",
      { type: "button", role: "menuitem", "data-command": `/${name}` },
      element("b", {}, `/${name}`),
      element("span", {}, description),
    ),
  );
  byId("commands").replaceChildren(...items);
}

/** `send(text)` resolves to false when it did not get through: the text then comes back into the box. */
export function compose(send, attach, attachFile) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const written = text.value.trim();
    if (!written) return;
    text.value = "";
    if (!(await send(written)) && !text.value) text.value = written;
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  tallKey.addEventListener("click", () => label !== null && send(label));
  start.addEventListener("click", () => send("/start"));
  menu(byId("open-commands"), byId("commands"), (item) => send(item.dataset.command));
  menu(byId("open-attachments"), byId("attachments"), (item) => (item.dataset.kind === "file" ? picker.click() : attach(item.dataset.kind)));
  picker.addEventListener("change", () => {
    for (const file of picker.files) attachFile(file);
    picker.value = ""; // the same file may be chosen again
  });
}

toggle.addEventListener("click", () => {
  collapsed = !collapsed;
  draw();
  if (collapsed) text.focus();
});

// On a phone the system's keyboard comes up in the place of the key, and gives it back.
text.addEventListener("focus", () => {
  if (!touch.matches) return;
  collapsed = true;
  draw();
});
text.addEventListener("blur", () => {
  if (!touch.matches) return;
  // Not at once: the press that took the focus away must still meet the button it was meant for.
  setTimeout(() => {
    if (writing()) return;
    collapsed = false;
    draw();
  }, 400);
});
