/* Depthwise convolution along columns, for images one pixel wide of which few outputs are wanted:
 * four channels at a time, in place of a plane for each channel. Nothing is padded along columns.
 *
 * Two taps are one product of pairs. For each four channels and two taps p and q, weights are
 *   p0 p2 q0 q2  p1 p3 q1 q3
 * in bytes, so that sign extension yields each channel's pair; the missing one of an odd number of
 * taps is zero, and so are weights of missing channels. */
#include "word.h"
#include "requantize.h"

typedef struct {
  int32_t channels;
  int32_t taps;
  int32_t tap_step; /* bytes of the input from one tap to the next */
  int32_t outputs;
  int32_t output_step; /* bytes of the input from one output to the next */
  int32_t zero_point;
  const int8_t* weights;
  const int32_t* bias;
  const int32_t* multiplier;
  const int8_t* shift;
} depthwise_columns_s8_t;

#if defined(__ARM_FEATURE_DSP)

static inline uint32_t low_halves(uint32_t first, uint32_t second) {
  uint32_t pair;
  __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(pair) : "r"(first), "r"(second));
  return pair;
}

static inline uint32_t high_halves(uint32_t first, uint32_t second) {
  uint32_t pair;
  __asm__("pkhtb %0, %1, %2, asr #16" : "=r"(pair) : "r"(second), "r"(first));
  return pair;
}

#else

static inline uint32_t low_halves(uint32_t first, uint32_t second) {
  return (first & 0xffffu) | second << 16;
}

static inline uint32_t high_halves(uint32_t first, uint32_t second) {
  return first >> 16 | (second & 0xffff0000u);
}

#endif

/* Up to four values from one place; missing ones are zeros. */
static inline uint32_t load_channels(const int8_t* from, int32_t count) {
  if (count >= 4) return load_word(from);
  uint32_t word = 0;
  for (int32_t i = 0; i < count; ++i) word |= (uint32_t)(uint8_t)from[i] << (8 * i);
  return word;
}

/* The sums of up to four neighbouring channels for one output. */
static inline void convolve_column(const depthwise_columns_s8_t* op, const int8_t* input,
                                   const int8_t* weights, int32_t count, int32_t sums[4]) {
  for (int32_t tap = 0; tap < op->taps; tap += 2, weights += 8) {
    uint32_t first = load_channels(input, count);
    uint32_t second = first;
    if (tap + 1 < op->taps) second = load_channels(input + op->tap_step, count);
    input += 2 * op->tap_step;
    uint32_t even = load_word(weights);
    uint32_t odd = load_word(weights + 4);
    uint32_t p = even_pair(first), q = even_pair(second);
    sums[0] = add_products(low_halves(p, q), even_pair(even), sums[0]);
    sums[2] = add_products(high_halves(p, q), odd_pair(even), sums[2]);
    p = odd_pair(first), q = odd_pair(second);
    sums[1] = add_products(low_halves(p, q), even_pair(odd), sums[1]);
    sums[3] = add_products(high_halves(p, q), odd_pair(odd), sums[3]);
  }
}

static void convolve_channels(const depthwise_columns_s8_t* op, int32_t channel, int32_t count,
                              const int8_t* weights, const int8_t* input, int8_t* output) {
  for (int32_t i = 0; i < op->outputs; ++i) {
    int32_t sums[4] = {0, 0, 0, 0};
    for (int32_t j = 0; j < count; ++j) sums[j] = op->bias[channel + j];
    convolve_column(op, input, weights, count, sums);
    for (int32_t j = 0; j < count; ++j) {
      output[j] = (int8_t)requantize(sums[j], op->multiplier[channel + j], op->shift[channel + j],
                                     op->zero_point);
    }
    input += op->output_step;
    output += op->channels;
  }
}

static void depthwise_columns_s8(const depthwise_columns_s8_t* op, const int8_t* input,
                                 int8_t* output) {
  const int8_t* weights = op->weights;
  int32_t channel = 0;
  for (; channel + 4 <= op->channels; channel += 4, weights += 8 * ((op->taps + 1) / 2)) {
    convolve_channels(op, channel, 4, weights, input + channel, output + channel);
  }
  if (channel < op->channels) {
    convolve_channels(op, channel, op->channels - channel, weights, input + channel,
                      output + channel);
  }
}
