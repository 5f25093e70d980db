// The messages of the open chat: added below or edited in place, with scrolling and focus as the reader expects.

import { article, fill, line } from "./bubble.js";
import { day, tick } from "./clock.js";
import { byId } from "./dom.js";

const list = byId("log");
const scroller = byId("scroller");
const pill = byId("pill");

const NEAR = 64; // px from the bottom that still count as being there
const ABOVE = 8; // px left free above a message that is taller than the view

let messages = new Map();
let kept = "newest"; // in view: the "newest" message, from its beginning if it is tall; the "end"; null: what the reader chose
let expecting = false; // a button of the newest card was pressed: whatever comes of it is looked at
let aim = 0; // where this page scrolled to, in px
let unread = 0;

/** The newest message of the bot, or null. */
export function newestCard() {
  return [...messages.values()].findLast((message) => message.kind === "card") ?? null;
}

const nodeOf = (id) => list.querySelector(`[data-id="${id}"]`);

/** Where a tall message is read from. While both hands are busy, from its title: what to do now stands there, and the
 * large key leaves little room. */
function beginningOf(node) {
  const message = messages.get(Number(node.dataset.id));
  return (message?.body.stop_key && node.querySelector(".title")) || node;
}

/** In px from the top of all messages, wherever an animation has the message for the moment. */
function topOf(node, parent) {
  let top = 0;
  for (let each = node; each && each !== parent; each = each.offsetParent) top += each.offsetTop;
  return top;
}

function settle() {
  if (kept === null) return;
  const end = scroller.scrollHeight - scroller.clientHeight;
  const newest = list.lastElementChild;
  const beginning = kept === "newest" && newest ? topOf(beginningOf(newest), newest.offsetParent) - ABOVE : end;
  aim = Math.max(0, Math.min(beginning, end));
  scroller.scrollTo({ top: aim, behavior: "instant" });
}

/** After a press on a button: what comes next is brought into view, wherever the reader is in a tall card. */
export function expectAnswer(id) {
  expecting = id === newestCard()?.id;
}

function showPill() {
  pill.hidden = kept !== null || unread === 0;
  byId("pill-text").textContent = unread > 1 ? `${unread} new messages` : "New message";
}

scroller.addEventListener("scroll", () => {
  const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  const byReader = Math.abs(scroller.scrollTop - aim) > 1;
  if (byReader) kept = near ? "end" : null;
  if (kept !== null) unread = 0;
  showPill();
});

export function toNewest() {
  kept = "newest";
  settle();
  focusNewest();
}

pill.addEventListener("click", toNewest);

// Whatever changes a height (a message, a picture, the key panel, the keyboard of a phone): what is read stays in view.
const heights = new ResizeObserver(settle);
heights.observe(scroller);
heights.observe(list);

/** Moves the focus to the first button of the newest card, or to the card, or to the log when it is empty. A card whose
 * first button says "none of these" has to be read first: pressing Enter on and on must not answer it. */
export function focusNewest() {
  const card = newestCard();
  const node = card && nodeOf(card.id);
  const key = node?.querySelector(".key");
  const target = key && key.dataset.action !== "none" ? key : (node ?? list);
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

/** Whether the card became another screen, and not only a line of it was ticked. */
function edit(message) {
  const node = nodeOf(message.id);
  if (Number(node.dataset.seq) >= message.seq) return false;
  const before = messages.get(message.id);
  messages.set(message.id, message);
  fill(node, message);
  return before.body.turn !== message.body.turn;
}

/** Only the newest card counts down: a clock that runs on above it would tell of an end that has gone, or was moved. */
function stopOldClocks() {
  const newest = newestCard();
  for (const clock of list.querySelectorAll("[data-ends-at]")) {
    const card = clock.closest("[data-id]");
    if (Number(card.dataset.id) !== newest?.id) clock.closest(".countdown").remove();
  }
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
  const known = messages.has(message.id);
  const turned = known ? edit(message) : true;
  if (!known) {
    append(message);
    nodeOf(message.id).classList.add("fresh");
  }
  if (message.kind !== "card" && message.kind !== "file") kept = "end";
  else if (turned && (kept !== null || expecting)) kept = "newest";
  else if (!known) unread += 1;
  expecting = false;
  stopOldClocks();
  tick();
  carryFocus();
  settle();
  showPill();
}

/** Opens a chat: its messages are drawn, not read out. */
export function open(all) {
  list.setAttribute("aria-live", "off");
  list.replaceChildren();
  messages = new Map();
  unread = 0;
  for (const message of all) append(message);
  stopOldClocks();
  tick();
  kept = "newest";
  settle();
  showPill();
  setTimeout(() => list.setAttribute("aria-live", "polite"), 200);
}

export const isEmpty = () => messages.size === 0;
