// The page: keeps what the server told, and sends what the user does.

import { follow, get, post, Refused, remove } from "./api.js";
import { drawChats, nameOf, onChats, setDrawer } from "./chats.js";
import { compose, setCommands, setEmpty, setTallKey } from "./composer.js";
import { byId, element } from "./dom.js";
import * as log from "./log.js";
import { chime } from "./sound.js";
import "./settings.js";

const chats = new Map();
let current = null; // id of the open chat
let loading = null; // changes of the open chat that came before its messages, or null
let online = true;
let botName = "Bot";

const LARGEST = 2 ** 20; // bytes of a file that is worth sending: the bot takes no more

const at = (rest, chat = current) => `/api/chats/${chat}/${rest}`;

let hideToast;

function toast(words) {
  const node = byId("toast");
  node.textContent = words;
  node.classList.add("shown");
  clearTimeout(hideToast);
  hideToast = setTimeout(() => {
    node.classList.remove("shown");
    node.textContent = "";
  }, 3000 + 40 * words.length);
}

/** Sends something of the user; true when it got through. Whatever the bot calls back is shown as a toast. */
async function send(path, body) {
  try {
    const answer = await post(path, body);
    if (answer.toast) toast(answer.toast);
    return true;
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    toast(problem.message);
    return false;
  }
}

async function tap(key) {
  if (key.getAttribute("aria-busy") === "true") return;
  key.setAttribute("aria-busy", "true");
  const { message, action, turn } = key.dataset;
  log.expectAnswer(Number(message));
  await send(at("tap"), { message: Number(message), action, turn: Number(turn) });
  key.removeAttribute("aria-busy");
}

function drawSpeed(tempo) {
  const speed = byId("speed");
  const known = [...speed.options].some((option) => Number(option.value) === tempo);
  if (!known) speed.prepend(element("option", { value: tempo }, `${tempo}×`));
  speed.value = tempo;
}

function skip() {
  if (log.newestCard()?.body.countdown) send(at("skip"));
  else toast("No phase that ends by the clock is running.");
}

/** What follows from the newest state: the tall key, the Start button, the author's tools. */
function drawState() {
  const chat = chats.get(current);
  const card = log.newestCard();
  const empty = log.isEmpty() && loading === null;
  setTallKey(card);
  setEmpty(empty);
  byId("welcome").hidden = !empty;
  byId("status").textContent = online ? `bot · ${nameOf(chat)}` : "connecting…";
  drawSpeed(chat.tempo);
}

function drawAll() {
  const unread = [...chats.values()].reduce((sum, chat) => sum + chat.unread, 0);
  document.title = unread ? `(${unread}) ${botName}` : botName;
  drawChats(chats, current);
  drawState();
}

async function open(id) {
  current = id;
  loading = [];
  chats.get(id).unread = 0;
  history.replaceState(null, "", `#${id}`);
  setDrawer(false);
  log.open([]);
  drawAll();
  const { messages } = await get(at("messages", id));
  if (current !== id) return;
  log.open(messages);
  loading.forEach(log.take);
  loading = null;
  drawState();
}

async function newChat() {
  const chat = await post("/api/chats");
  chats.set(chat.id, { unread: 0, ...chat });
  await open(chat.id);
}

async function openAnother() {
  const next = [...chats.keys()].at(-1);
  await (next ? open(next) : newChat());
}

function takeMessage(message) {
  const chat = chats.get(message.chat);
  if (!chat) return;
  const fresh = message.id > (chat.last?.id ?? 0);
  const fromBot = fresh && (message.kind === "card" || message.kind === "file");
  if (fresh || message.id === chat.last.id) chat.last = message;
  if (fromBot && message.body.rings && byId("sound").ariaPressed === "true") chime(message.body.rings);
  if (message.chat !== current) chat.unread += fromBot ? 1 : 0;
  else if (loading) loading.push(message);
  else log.take(message);
}

function takeChat(chat) {
  // Its last message comes on the stream too, and must be seen as new then.
  const known = chats.get(chat.id) ?? { ...chat, last: null, unread: 0 };
  chats.set(chat.id, { ...known, tempo: chat.tempo });
}

function takeChange(change) {
  if (change.message) takeMessage(change.message);
  if (change.chat) takeChat(change.chat);
  if (change.gone && chats.delete(change.gone) && change.gone === current) return openAnother();
  return drawAll();
}

async function setOnline(now) {
  if (now === online) return;
  online = now;
  byId("offline").hidden = now;
  if (chats.has(current)) drawState();
  if (!now) return;
  // The server may have come back with another file: what it no longer knows goes from the page too.
  const known = new Set((await get("/api/chats")).chats.map((chat) => chat.id));
  for (const id of [...chats.keys()]) if (!known.has(id)) takeChange({ gone: id });
  if (loading) await open(current);
}

const refused = (problem) => toast(problem.message);

function wire() {
  const write = (text) => send(at("text"), { text });
  const attach = async (file) => {
    const text = file.size > LARGEST ? "" : await file.text();
    await send(at("document"), { name: file.name, size: file.size, text });
  };
  compose(write, (kind) => send(at(kind)), attach);
  onChats((id) => open(id).catch(refused), (id) => remove(`/api/chats/${id}`).catch(refused));
  byId("new-chat").addEventListener("click", () => newChat().then(() => byId("start").focus()).catch(refused));
  byId("log").addEventListener("click", ({ target }) => {
    const key = target.closest(".key");
    const command = target.closest("[data-command]");
    if (key) tap(key);
    if (command) write(command.dataset.command);
  });
  byId("speed").addEventListener("change", ({ target }) => send(at("speed"), { factor: Number(target.value) }));
  byId("skip").addEventListener("click", skip);
  byId("skip-link").addEventListener("click", (event) => {
    event.preventDefault();
    log.toNewest();
  });
}

async function boot() {
  const [profile, listed] = await Promise.all([get("/api/bot"), get("/api/chats")]);
  botName = profile.name;
  byId("name").textContent = profile.name;
  byId("description").textContent = profile.description;
  setCommands(profile.commands);
  for (const chat of listed.chats) chats.set(chat.id, { unread: 0, ...chat });
  wire();
  const wanted = Number(location.hash.slice(1));
  await (chats.has(wanted) ? open(wanted) : openAnother());
  byId("retry").addEventListener("click", follow(listed.seq, takeChange, setOnline));
}

boot().catch(() => {
  byId("offline").hidden = false;
  byId("retry").addEventListener("click", () => location.reload());
});
