// The messages of the open chat: added below or edited in place, with scrolling and focus as the reader expects.

import { article, fill, line } from "./bubble.js";
import { day, tick } from "./clock.js";
import { byId, calm } from "./dom.js";

const list = byId("log");
const scroller = byId("scroller");
const pill = byId("pill");

const NEAR = 64; // px from the bottom that still count as being there

let messages = new Map();
let stuck = true;
let unread = 0;

/** The newest message of the bot, or null. */
export function newestCard() {
  return [...messages.values()].findLast((message) => message.kind === "card") ?? null;
}

const nodeOf = (id) => list.querySelector(`[data-id="${id}"]`);

export function toBottom(behavior = "instant") {
  stuck = true;
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: calm() ? "instant" : behavior });
}

function showPill() {
  pill.hidden = stuck || unread === 0;
  byId("pill-text").textContent = unread > 1 ? `${unread} new messages` : "New message";
}

let top = 0;

scroller.addEventListener("scroll", () => {
  const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  // Only the reader moves up; a view that became smaller (the key panel opened) is further from the bottom by itself.
  if (near || scroller.scrollTop < top) stuck = near;
  top = scroller.scrollTop;
  if (stuck) unread = 0;
  showPill();
});

pill.addEventListener("click", () => {
  toBottom("smooth");
  focusNewest();
});

// Whatever changes a height (a message, a picture, the key panel, the keyboard of a phone): the bottom stays in view.
const heights = new ResizeObserver(() => stuck && toBottom());
heights.observe(scroller);
heights.observe(list);

/** Moves the focus to the first button of the newest card, or to the card, or to the log when it is empty. */
export function focusNewest() {
  const card = newestCard();
  const node = card && nodeOf(card.id);
  const target = node?.querySelector(".key") ?? node ?? list;
  target.focus({ preventScroll: true });
}

/** For a button that goes away: the focus waits at the log, and goes on to the next card. */
export const awaitCard = () => list.focus({ preventScroll: true });

/** Remembers which button of the newest card has the focus; the function it returns takes the focus along. */
function focusHeld() {
  if (document.activeElement === list) return focusNewest;
  const held = document.activeElement?.closest?.(".key");
  const card = newestCard();
  if (!held || !card || Number(held.dataset.message) !== card.id) return () => {};
  const place = [...nodeOf(card.id).querySelectorAll(".key")].indexOf(held);
  return () => {
    const newest = newestCard();
    const same = newest.id === card.id && nodeOf(newest.id).querySelectorAll(".key")[place];
    // A ticked line of a list keeps the focus; a card that turned into another begins at its first button.
    if (same && same.dataset.action === held.dataset.action) same.focus({ preventScroll: true });
    else focusNewest();
  };
}

function append(message) {
  const before = [...messages.values()].at(-1);
  if (!before || day(before.at) !== day(message.at)) list.append(line(day(message.at), "day"));
  messages.set(message.id, message);
  list.append(article(message));
}

function edit(message) {
  const node = nodeOf(message.id);
  if (Number(node.dataset.seq) >= message.seq) return;
  messages.set(message.id, message);
  fill(node, message);
}

/** What was there is gone, here too. */
function clear() {
  const held = list.contains(document.activeElement);
  list.replaceChildren();
  messages = new Map();
  unread = 0;
  if (held) awaitCard();
}

/** A message that came, or changed, while the chat is open. */
export function take(message) {
  if (message.kind === "erased") clear();
  const carryFocus = focusHeld();
  if (messages.has(message.id)) {
    edit(message);
  } else {
    append(message);
    nodeOf(message.id).classList.add("fresh");
    if (message.kind !== "card" && message.kind !== "file") stuck = true;
    else if (!stuck) unread += 1;
  }
  tick();
  carryFocus();
  if (stuck) toBottom();
  showPill();
}

/** Opens a chat: its messages are drawn, not read out. */
export function open(all) {
  list.setAttribute("aria-live", "off");
  list.replaceChildren();
  messages = new Map();
  unread = 0;
  for (const message of all) append(message);
  tick();
  toBottom();
  showPill();
  setTimeout(() => list.setAttribute("aria-live", "polite"), 200);
}

export const isEmpty = () => messages.size === 0;
