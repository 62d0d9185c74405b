/* Hears your words in a browser or in Node, offline: a model that Wakewright trained, with the
   firmware that runs it on a chip.

     import { WakeWords, listen } from "./wakewright.js";
     const words = await WakeWords.load(await (await fetch("wakewright.wasm")).arrayBuffer());
     const stop = await listen(words, { onHeard: ({ word, score }) => console.log(word, score) });

   No sound leaves this file. */

export const SAMPLE_RATE_HZ = 16000;
export const BLOCK_SAMPLES = 160;
const SCORE_ONE = 32767;

/** The model and its detector. One instance hears one stream of sound. */
export class WakeWords {
  /** @param {BufferSource} bytes the content of wakewright.wasm */
  static async load(bytes) {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    return new WakeWords(instance.exports);
  }

  constructor(calls) {
    this.calls = calls;
    this.model = this.#text(calls.web_model());
    this.labels = Array.from({ length: calls.web_label_count() }, (_, label) =>
      this.#text(calls.web_label(label)),
    );
    this.reset();
  }

  /** Forgets all sound; thresholds go back to those that were chosen in training. */
  reset() {
    this.calls.web_reset();
    this.filled = 0;
    this.blocks = 0;
  }

  /** The smoothed score of each label now, 0 to 1. */
  get scores() {
    return this.labels.map((_, label) => this.calls.web_score(label) / SCORE_ONE);
  }

  /** The raw answer of the model's last run: an int8 for each label. */
  get logits() {
    const at = this.calls.web_logits();
    return new Int8Array(this.calls.memory.buffer.slice(at, at + this.labels.length));
  }

  threshold(word) {
    return this.calls.web_threshold(this.#label(word)) / SCORE_ONE;
  }

  /** From the next run on; above 1 the word is never heard. */
  setThreshold(word, threshold) {
    const inQ15 = Math.max(0, Math.min(SCORE_ONE + 1, Math.round(threshold * SCORE_ONE)));
    this.calls.web_set_threshold(this.#label(word), inQ15);
  }

  /**
   * Takes sound of 16 kHz, as much as there is.
   * @param {Int16Array | Float32Array} samples whole numbers, or -1 to 1
   * @returns {{word: string, score: number, seconds: number}[]} the words that were heard in it
   */
  push(samples) {
    const block = new Int16Array(this.calls.memory.buffer, this.calls.web_block(), BLOCK_SAMPLES);
    const scale = samples instanceof Float32Array ? 32768 : 1;
    const heard = [];
    for (const sample of samples) {
      block[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(sample * scale)));
      if (this.filled === BLOCK_SAMPLES) {
        this.filled = 0;
        this.blocks++;
        const label = this.calls.web_push();
        if (label >= 0) {
          const score = this.calls.web_score(label) / SCORE_ONE;
          const seconds = (this.blocks * BLOCK_SAMPLES) / SAMPLE_RATE_HZ;
          heard.push({ word: this.labels[label], score, seconds });
        }
      }
    }
    return heard;
  }

  #label(word) {
    const label = this.labels.indexOf(word);
    if (label < 0) {
      throw new RangeError(`“${word}” is not one of ${this.labels.join(", ")}.`);
    }
    return label;
  }

  #text(at) {
    const memory = new Uint8Array(this.calls.memory.buffer);
    return new TextDecoder().decode(memory.slice(at, memory.indexOf(0, at)));
  }
}

/**
 * Sound of any rate to 16 kHz, piece by piece: a windowed sinc. From 48 kHz it passes what is below
 * 7.5 kHz, where the front end ends, and takes 40 dB from what would fold back below that.
 */
export class Resampler {
  static HALF_WIDTH = 32; // in samples of the lower rate

  constructor(fromHz, toHz = SAMPLE_RATE_HZ) {
    const common = gcd(fromHz, toHz);
    // Samples out lie `stride` parts apart, where each sample in is `parts` parts long.
    this.parts = toHz / common;
    this.stride = fromHz / common;
    this.stretch = Math.max(1, fromHz / toHz);
    this.reach = Math.ceil(Resampler.HALF_WIDTH * this.stretch);
    this.kernels = new Array(this.parts);
    this.waiting = new Float32Array(this.reach);
    this.at = this.reach * this.parts; // where in what waits the next sample out is, in parts
  }

  /** @param {Float32Array} samples @returns {Float32Array} */
  push(samples) {
    const all = new Float32Array(this.waiting.length + samples.length);
    all.set(this.waiting);
    all.set(samples, this.waiting.length);
    const out = [];
    for (; this.at < (all.length - this.reach) * this.parts; this.at += this.stride) {
      out.push(this.#sampleAt(all, Math.floor(this.at / this.parts), this.at % this.parts));
    }
    const used = Math.min(all.length, Math.max(0, Math.floor(this.at / this.parts) - this.reach));
    this.waiting = all.slice(used);
    this.at -= used * this.parts;
    return Float32Array.from(out);
  }

  #sampleAt(all, index, part) {
    const kernel = (this.kernels[part] ??= this.#kernel(part / this.parts));
    const first = index - this.reach + 1;
    return kernel.reduce((sum, weight, tap) => sum + weight * all[first + tap], 0);
  }

  #kernel(fraction) {
    const weights = Float64Array.from({ length: 2 * this.reach }, (_, tap) => {
      const distance = tap - this.reach + 1 - fraction;
      const angle = (Math.PI * distance) / this.stretch;
      const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
      return sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / this.reach));
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  }
}

function gcd(a, b) {
  return b === 0 ? a : gcd(b, a % b);
}

// Runs beside the page, so that a busy page loses no sound; 20 ms at a time.
const COLLECTOR = `
  registerProcessor("wakewright", class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.piece = new Float32Array(Math.round(sampleRate / 50));
      this.filled = 0;
    }
    process([[channel]]) {
      for (const sample of channel ?? []) {
        this.piece[this.filled++] = sample;
        if (this.filled === this.piece.length) {
          this.port.postMessage(this.piece);
          this.filled = 0;
        }
      }
      return true;
    }
  });`;

/**
 * Listens to the microphone, which the browser asks the user for.
 * @param {WakeWords} words
 * @param {{onHeard?: Function, onSound?: Function}} calls onHeard({word, score, seconds});
 *   onSound(peak) every 20 ms, 0 to 1
 * @returns {Promise<() => Promise<void>>} call it to stop
 */
export async function listen(words, { onHeard = () => {}, onSound = () => {} } = {}) {
  // What browsers do to speech for calls is not what the model was trained on.
  const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, ...plain } });
  const context = new AudioContext();
  // Not as a blob, which browsers refuse in pages that were opened as files.
  const url = `data:text/javascript,${encodeURIComponent(COLLECTOR)}`;
  const stop = async () => {
    stream.getTracks().forEach((track) => track.stop());
    if (context.state !== "closed") {
      await context.close();
    }
  };
  try {
    await context.audioWorklet.addModule(url);
    const resampler = new Resampler(context.sampleRate);
    const collector = new AudioWorkletNode(context, "wakewright", { numberOfOutputs: 0 });
    words.reset();
    collector.port.onmessage = ({ data }) => {
      onSound(data.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0));
      words.push(resampler.push(data)).forEach(onHeard);
    };
    context.createMediaStreamSource(stream).connect(collector);
    await context.resume();
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
