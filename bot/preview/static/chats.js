// The list of chats at the side; on a phone a drawer.

import { gist } from "./bubble.js";
import { timeOfDay } from "./clock.js";
import { byId, drawing, element } from "./dom.js";

const list = byId("chats");
const sidebar = byId("sidebar");
const shade = byId("shade");
const opener = byId("open-chats");
const narrow = matchMedia("(max-width: 760px)");

export const nameOf = (chat) => `Chat ${chat.number}`;

function entry(chat, current) {
  const time = chat.last ? element("time", {}, timeOfDay(chat.last.at)) : "";
  const unread = chat.unread
    ? element("span", { class: "badge", "aria-label": `${chat.unread} new` }, String(chat.unread))
    : "";
  const face = element("span", { class: `face tone-${chat.number % 5}`, "aria-hidden": "true" }, String(chat.number));
  const words = element(
    "span",
    { class: "words" },
    element("span", { class: "first" }, element("b", {}, nameOf(chat)), time),
    element("span", { class: "second" }, element("span", { class: "gist" }, gist(chat.last)), unread),
  );
  const open = { type: "button", class: "entry", "data-open": chat.id, "aria-current": chat.id === current && "true" };
  const away = { type: "button", class: "round away", "data-remove": chat.id, "aria-label": `Delete ${nameOf(chat)}` };
  return element(
    "li",
    {},
    element("button", open, face, words),
    element("button", away, drawing("i-trash")),
  );
}

/** Draws the list, newest activity first, and keeps the focus where it was. */
export function drawChats(chats, current) {
  const held = document.activeElement;
  const mark = held && list.contains(held) ? Object.entries(held.dataset)[0] : null;
  const latest = (chat) => chat.last?.id ?? chat.id;
  const sorted = [...chats.values()].sort((one, other) => latest(other) - latest(one));
  list.replaceChildren(...sorted.map((chat) => entry(chat, current)));
  if (mark) list.querySelector(`[data-${mark[0]}="${mark[1]}"]`)?.focus({ preventScroll: true });
}

/** On a phone the drawer lies over the chat, which is out of reach meanwhile. */
export function setDrawer(open) {
  const drawn = open && narrow.matches;
  sidebar.classList.toggle("open", drawn);
  sidebar.inert = narrow.matches && !open;
  byId("chat").inert = drawn;
  shade.hidden = !drawn;
  opener.setAttribute("aria-expanded", String(drawn));
}

function close() {
  if (!sidebar.classList.contains("open")) return;
  setDrawer(false);
  opener.focus();
}

opener.addEventListener("click", () => {
  setDrawer(true);
  byId("close-chats").focus();
});
byId("close-chats").addEventListener("click", close);
shade.addEventListener("click", close);
sidebar.addEventListener("keydown", ({ key }) => key === "Escape" && close());
narrow.addEventListener("change", () => setDrawer(false));
setDrawer(false);

/** Calls back with the id of a chat to open, or to remove after a question. */
export function onChats(open, remove) {
  list.addEventListener("click", ({ target }) => {
    const opened = target.closest("[data-open]");
    const removed = target.closest("[data-remove]");
    if (opened) open(Number(opened.dataset.open));
    if (removed) ask(() => remove(Number(removed.dataset.remove)));
  });
}

function ask(remove) {
  const dialog = byId("removing");
  dialog.returnValue = "keep";
  dialog.addEventListener("close", () => dialog.returnValue === "delete" && remove(), { once: true });
  dialog.showModal();
}
