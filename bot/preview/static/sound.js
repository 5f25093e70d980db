// A short chime for every audible message. Browsers allow sound only after the first press or key.

let context = null;
let last = 0;

function unlock() {
  context ??= new AudioContext();
  context.resume();
}

for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, unlock, { once: true, capture: true });

function note(frequency, start) {
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.frequency.value = frequency;
  loudness.gain.setValueAtTime(0.0001, start);
  loudness.gain.exponentialRampToValueAtTime(0.25, start + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.35);
  tone.connect(loudness).connect(context.destination);
  tone.start(start);
  tone.stop(start + 0.4);
}

const BETWEEN = 1; // s from one ring to the next

/** Rings so many times; several messages that come at the same moment are heard as one. */
export function chime(times) {
  if (!context || performance.now() - last < 300) return;
  last = performance.now();
  for (let ring = 0; ring < times; ring += 1) {
    const start = context.currentTime + ring * BETWEEN;
    note(660, start);
    note(880, start + 0.14);
  }
}
