// A message as it looks in the chat. Text is set as text: nothing in it can become markup.

import { dayAndTime, timeOfDay, timeWithSeconds } from "./clock.js";
import { calm, drawing, element } from "./dom.js";

const LIVE = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]|(?<![\w/])\/[a-z][a-z_]*\b)/;

/** As Telegram does: addresses become links, slash commands become something to press. */
function rich(text) {
  return text.split(LIVE).map((part, index) => {
    if (index % 2 === 0) return part;
    if (part.startsWith("/")) return element("button", { type: "button", class: "command", "data-command": part }, part);
    return element("a", { href: part, target: "_blank", rel: "noreferrer" }, part);
  });
}

const paragraph = (text, kind = null) => element("p", { class: kind }, ...rich(text));

/** A day and a time, in the reader's own zone and language. */
function moment({ text, at }) {
  const shown = element("time", { datetime: new Date(at).toISOString() }, dayAndTime(at));
  return element("p", {}, ...rich(text), " ", shown);
}

const told = (part) => (typeof part === "string" ? paragraph(part) : moment(part));

const unseen = (text) => element("span", { class: "unseen" }, text);

function countdown({ ends_at, words, label, style }) {
  const clock = element("span", { class: "clock", role: "timer", "aria-live": "off" });
  if (style === "clock") clock.textContent = timeWithSeconds(ends_at);
  else clock.dataset.endsAt = ends_at;
  return element("p", { class: "countdown" }, drawing("i-clock"), unseen(`${words}. `), `${label} `, clock);
}

/** A loop runs by itself unless the reader asked for calm: then there are controls, and nothing moves. */
function loop(src, alt) {
  const moving = !calm();
  const shown = { src, "aria-label": alt, autoplay: moving, controls: !moving, preload: moving ? "auto" : "metadata" };
  const video = element("video", { class: "picture", loop: true, muted: true, playsinline: true, ...shown });
  video.muted = true; // the attribute alone counts only for markup, and what may be heard does not start by itself
  return video;
}

function picture({ name, alt, loop: moves }) {
  const src = `/pictures/${encodeURIComponent(name)}`;
  const shown = moves ? loop(src, alt) : element("img", { class: "picture", src, alt });
  shown.addEventListener("error", () => shown.remove());
  return shown;
}

const CUE = { main: "i-go", danger: "i-stop" };

function key(button, message) {
  const style = button.style;
  const cue = CUE[style] ? [drawing(CUE[style])] : [];
  const carried = { "data-message": message.id, "data-action": button.action, "data-turn": message.body.turn };
  return element("button", { type: "button", class: `key ${style}`, ...carried }, ...cue, element("span", {}, button.label));
}

function keys(message) {
  const rows = message.body.buttons.map((row) =>
    element("div", { class: "row" }, ...row.map((button) => key(button, message))),
  );
  return element("div", { class: "keys" }, ...rows);
}

function card(message) {
  const body = message.body;
  const parts = [];
  if (body.picture) parts.push(picture(body.picture));
  if (body.notice.length) parts.push(element("div", { class: "notice" }, ...body.notice.map((line) => paragraph(line))));
  parts.push(...(body.preface ?? []).map((text) => paragraph(text)));
  parts.push(element("h2", { class: "title" }, ...rich(body.title)), ...body.body.map(told));
  if (body.countdown) parts.push(countdown(body.countdown));
  if (body.footer) parts.push(paragraph(body.footer, "footer"));
  return parts;
}

const DRAWN = { sticker: "Sticker", photo: "Photo", voice: "Voice message" };

/** A picture is shown with its words; anything else is a link that saves it. */
function file(message) {
  const { name, type, kilobytes, caption } = message.body;
  const href = `/api/chats/${message.chat}/files/${message.id}`;
  if (type.startsWith("image/")) return [element("img", { class: "picture", src: href, alt: caption }), paragraph(caption)];
  const words = element("span", {}, element("b", {}, name), element("span", { class: "size" }, `${kilobytes} kB, tap to save`));
  return [element("a", { class: "document", href, download: name }, drawing("i-file"), words), paragraph(caption)];
}

const sent = ({ name }) => element("p", { class: "document" }, drawing("i-file"), element("b", {}, name));

function content(message) {
  if (message.kind === "card") return card(message);
  if (message.kind === "file") return file(message);
  if (message.kind === "document") return [sent(message.body)];
  if (message.kind === "text") return [paragraph(message.body.text)];
  return [drawing(`art-${message.kind}`, DRAWN[message.kind])];
}

function stamp(message) {
  const rings = message.kind === "card" ? message.body.rings : 0;
  const bell = rings ? [drawing("i-bell", rings > 1 ? "came with two sounds" : "came with a sound")] : [];
  const time = element("time", { datetime: new Date(message.at).toISOString() }, timeOfDay(message.at));
  return element("p", { class: "stamp" }, ...bell, time);
}

/** A line in the middle: what the author did, or a new day. */
export const line = (text, kind) => element("p", { class: `line ${kind}` }, element("span", {}, text));

const DONE = {
  speed: (body) => `Speed: ${body.factor}×`,
  skip: () => "Jumped to the end of this phase",
  erased: () => "Everything before this was deleted",
};

const BOTS = new Set(["card", "file"]);

/** Fills the article of a message: called again when the message was edited. */
export function fill(article, message) {
  article.dataset.seq = message.seq;
  if (message.kind in DONE) {
    article.replaceChildren(line(DONE[message.kind](message.body), "done"));
    return;
  }
  const mine = !BOTS.has(message.kind);
  const who = unseen(mine ? "You: " : "Bot: ");
  const bubble = element("div", { class: "bubble" }, who, ...content(message), stamp(message));
  article.replaceChildren(bubble, ...(message.kind === "card" && message.body.buttons.length ? [keys(message)] : []));
}

export function article(message) {
  const side = message.kind in DONE ? "middle" : BOTS.has(message.kind) ? "bot" : "mine";
  const node = element("article", { class: `message ${side} ${message.kind}`, "data-id": message.id, tabindex: "-1" });
  fill(node, message);
  return node;
}

/** The message in a few words, for the list of chats. */
export function gist(message) {
  if (!message) return "No messages yet";
  const body = message.body;
  if (message.kind === "card") return body.title || body.body.find((part) => typeof part === "string") || body.notice[0] || "";
  if (message.kind === "text") return body.text;
  if (message.kind === "file" || message.kind === "document") return body.name;
  return DRAWN[message.kind] ?? DONE[message.kind](body);
}
