// Countdowns run on the server's time: this computer's clock may be wrong, and so may that of a phone.

const samples = [];

/** Takes a time the server just sent (ms). The sample that was under way the shortest is the largest. */
export function heard(serverTime) {
  samples.push(serverTime - Date.now());
  if (samples.length > 3) samples.shift();
}

const now = () => Date.now() + (samples.length ? Math.max(...samples) : 0);

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const seconds = new Intl.NumberFormat("en", { style: "unit", unit: "second", unitDisplay: "long" });

const UNDER_WAY = 250; // ms a message may have taken: a hold of 40 seconds begins with 40, not 41

/** "in 42 seconds", "in 1 minute 12 seconds", "now", "3 seconds ago". */
function until(endsAt) {
  const left = endsAt - now() - UNDER_WAY;
  const whole = left > 0 ? Math.ceil(left / 1000) : -Math.floor(-left / 1000);
  const minutes = Math.trunc(whole / 60);
  if (minutes === 0) return relative.format(whole, "second");
  if (minutes >= 60 || minutes <= -60) return relative.format(Math.trunc(minutes / 60), "hour");
  const rest = whole - minutes * 60;
  // Telegram says "in 1 minute" for a whole minute; somebody who waits for the end wants to see it come.
  return relative.format(minutes, "minute") + (rest > 0 ? ` ${seconds.format(rest)}` : "");
}

/** Brings every countdown of the page up to date; only what reads differently is touched. */
export function tick() {
  for (const node of document.querySelectorAll("[data-ends-at]")) {
    const words = until(Number(node.dataset.endsAt));
    if (node.textContent !== words) node.textContent = words;
  }
}

setInterval(tick, 200);

const hours = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const moments = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
const days = new Intl.DateTimeFormat("en", { day: "numeric", month: "long" });

const exact = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** "14:03:20" */
export const timeWithSeconds = (at) => exact.format(at);

/** "14:03" */
export const timeOfDay = (at) => hours.format(at);

/** "Wednesday 25 November, 18:00" */
export const dayAndTime = (at) => moments.format(at);

/** "Today", "Yesterday", "3 November" */
export function day(at) {
  const midnight = (time) => new Date(time).setHours(0, 0, 0, 0);
  const passed = Math.round((midnight(now()) - midnight(at)) / 86_400_000);
  return passed === 0 ? "Today" : passed === 1 ? "Yesterday" : days.format(at);
}
