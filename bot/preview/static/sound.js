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

/** Rings once, also for several messages that come at the same moment. */
export function chime() {
  if (!context || performance.now() - last < 300) return;
  last = performance.now();
  note(660, context.currentTime);
  note(880, context.currentTime + 0.14);
}
