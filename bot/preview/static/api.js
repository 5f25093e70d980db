import { heard } from "./clock.js";

/** What the server, or the line to it, did not take; the message is for the user. */
export class Refused extends Error {}

async function call(method, path, body) {
  let answer;
  try {
    const headers = body ? { "Content-Type": "application/json" } : {};
    answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new Refused("Not sent: there is no connection.");
  }
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(data.error ?? `The server answered ${answer.status}.`);
  return data;
}

export const get = (path) => call("GET", path);
export const remove = (path) => call("DELETE", path);

let queue = Promise.resolve();

/** One after the other: two quick messages arrive in the order they were written. */
export function post(path, body = {}) {
  const sent = queue.then(() => call("POST", path, body));
  queue = sent.catch(() => {});
  return sent;
}

const SILENCE = 25_000; // ms; the server says something every 10 s

/**
 * Follows the changes after a sequence number, for ever: a broken line is taken up again where it broke.
 * `onLine(true | false)` tells how things stand. Returns a function that tries again at once.
 */
export function follow(after, onChange, onLine) {
  let source;
  let again;
  let watchdog;
  let pause = 500;

  function lost() {
    source.close();
    clearTimeout(watchdog);
    clearTimeout(again);
    onLine(false);
    again = setTimeout(open, pause);
    pause = Math.min(pause * 2, 4000);
  }

  function awaitMore() {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, SILENCE);
  }

  function open() {
    clearTimeout(again);
    source?.close();
    source = new EventSource(`/api/events?after=${after}`);
    source.onerror = lost;
    source.onmessage = ({ data }) => {
      awaitMore();
      pause = 500;
      const change = JSON.parse(data);
      if ("beat" in change) {
        heard(change.beat);
        onLine(true);
      } else if (change.seq > after) {
        after = change.seq;
        onChange(change);
      }
    };
    awaitMore();
  }

  addEventListener("online", open);
  addEventListener("pageshow", ({ persisted }) => persisted && open());
  open();
  return open;
}
