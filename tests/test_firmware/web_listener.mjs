// Hears a file of raw int16 samples as a page would: node web_listener.mjs SCRIPT WASM RATE SAMPLES
import { readFileSync } from "node:fs";

const [script, wasm, rate, sound] = process.argv.slice(2);
const { WakeWords, Resampler } = await import(script);
const words = await WakeWords.load(readFileSync(wasm));
const raw = readFileSync(sound);
const samples = new Int16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
const resampler = new Resampler(Number(rate));
const heard = [];
// Pieces that fit neither blocks nor each other.
for (let at = 0, size = 1; at < samples.length; at += size, size = (size * 7 + 3) % 2049) {
  const piece = samples.slice(at, at + size);
  const floats = resampler.push(Float32Array.from(piece, (sample) => sample / 32768));
  heard.push(...words.push(Number(rate) === 16000 ? piece : floats));
}
const strict = words.threshold(words.labels[0]);
words.setThreshold(words.labels[0], 2);
const unknown = (() => {
  try {
    return words.threshold("nonsense");
  } catch (error) {
    return error.message;
  }
})();
console.log(JSON.stringify({
  labels: words.labels, model: words.model, heard, strict, unknown,
  never: words.threshold(words.labels[0]), scores: words.scores,
}));
