/* Average over windows; the mean of the stored values rounds to nearest, ties away from zero. */
#include "word.h"
#include "pool.h"

/* Sums of so many values fit 16 bits. */
#define MOST_HALF_SUMMANDS 256

#if defined(__ARM_FEATURE_DSP)

static inline uint32_t add_even(uint32_t sums, uint32_t word) {
  __asm__("sxtab16 %0, %0, %1" : "+r"(sums) : "r"(word));
  return sums;
}

static inline uint32_t add_odd(uint32_t sums, uint32_t word) {
  __asm__("sxtab16 %0, %0, %1, ror #8" : "+r"(sums) : "r"(word));
  return sums;
}

#else

static inline uint32_t add_halves(uint32_t a, uint32_t b) {
  return ((a & 0xffffu) + (b & 0xffffu)) % 0x10000u | ((a >> 16) + (b >> 16)) << 16;
}

static inline uint32_t add_even(uint32_t sums, uint32_t word) {
  return add_halves(sums, even_pair(word));
}

static inline uint32_t add_odd(uint32_t sums, uint32_t word) {
  return add_halves(sums, odd_pair(word));
}

#endif

static inline int8_t mean_of(int32_t sum, int32_t count) {
  return (int8_t)((sum > 0 ? sum + count / 2 : sum - count / 2) / count);
}

/* Four channels from the first one on. */
static void average_four(const pool_t* op, pool_window_t window, const int8_t* first, int32_t count,
                         int8_t* output) {
  uint32_t even = 0, odd = 0;
  for (int32_t row = window.top; row < window.bottom; ++row) {
    const int8_t* value = first + (row * op->input_width + window.left) * op->channels;
    for (int32_t i = window.left; i < window.right; ++i, value += op->channels) {
      uint32_t word = load_word(value);
      even = add_even(even, word);
      odd = add_odd(odd, word);
    }
  }
  output[0] = mean_of((int16_t)even, count);
  output[1] = mean_of((int16_t)odd, count);
  output[2] = mean_of((int16_t)(even >> 16), count);
  output[3] = mean_of((int16_t)(odd >> 16), count);
}

static int8_t average_one(const pool_t* op, pool_window_t window, const int8_t* first,
                          int32_t count) {
  int32_t sum = 0;
  for (int32_t row = window.top; row < window.bottom; ++row) {
    const int8_t* value = first + (row * op->input_width + window.left) * op->channels;
    for (int32_t i = window.left; i < window.right; ++i, value += op->channels) sum += *value;
  }
  return mean_of(sum, count);
}

static void average_pool_s8(const pool_t* op, const int8_t* input, int8_t* output) {
  for (int32_t y = 0; y < op->output_height; ++y) {
    for (int32_t x = 0; x < op->output_width; ++x) {
      pool_window_t window = pool_window(op, y, x);
      int32_t count = (window.bottom - window.top) * (window.right - window.left);
      int32_t channel = 0;
      for (; channel + 4 <= op->channels && count <= MOST_HALF_SUMMANDS; channel += 4) {
        average_four(op, window, input + channel, count, output + channel);
      }
      for (; channel < op->channels; ++channel) {
        output[channel] = average_one(op, window, input + channel, count);
      }
      output += op->channels;
    }
  }
}
