/* A fully connected layer on one vector. Weights lie as for patches (see patches.h): channels two
 * by two, an odd last one alone; a depth that is no multiple of four is filled up with zeros. */
#include "word.h"
#include "requantize.h"

typedef struct {
  int32_t depth;
  int32_t output_channels;
  int32_t zero_point;
  const int8_t* weights;
  const int32_t* bias;
  const int32_t* multiplier;
  const int8_t* shift;
} fully_connected_s8_t;

/* The last one to three values and zeros. */
static uint32_t load_tail(const int8_t* from, int32_t count) {
  int8_t bytes[4] = {0, 0, 0, 0};
  for (int32_t i = 0; i < count; ++i) bytes[i] = from[i];
  return load_word(bytes);
}

static void add_two_channels(const int8_t* weights, uint32_t input, int32_t sums[2]) {
  uint32_t even = load_word(weights);
  uint32_t odd = load_word(weights + 4);
  sums[0] = add_products(even_pair(even), even_pair(input), sums[0]);
  sums[1] = add_products(odd_pair(even), even_pair(input), sums[1]);
  sums[0] = add_products(even_pair(odd), odd_pair(input), sums[0]);
  sums[1] = add_products(odd_pair(odd), odd_pair(input), sums[1]);
}

static void add_one_channel(const int8_t* weights, uint32_t input, int32_t* sum) {
  uint32_t word = load_word(weights);
  *sum = add_products(even_pair(word), even_pair(input), *sum);
  *sum = add_products(odd_pair(word), odd_pair(input), *sum);
}

static void store_sum(const fully_connected_s8_t* op, int32_t channel, int32_t sum,
                      int8_t* output) {
  output[channel] =
      (int8_t)requantize(sum, op->multiplier[channel], op->shift[channel], op->zero_point);
}

static void fully_connected_s8(const fully_connected_s8_t* op, const int8_t* input,
                               int8_t* output) {
  int32_t whole = op->depth & ~3;
  int32_t rest = op->depth & 3;
  const int8_t* weights = op->weights;
  int32_t channel = 0;
  for (; channel + 1 < op->output_channels; channel += 2) {
    int32_t sums[2] = {op->bias[channel], op->bias[channel + 1]};
    for (int32_t i = 0; i < whole; i += 4, weights += 8) {
      add_two_channels(weights, load_word(input + i), sums);
    }
    if (rest) {
      add_two_channels(weights, load_tail(input + whole, rest), sums);
      weights += 8;
    }
    store_sum(op, channel, sums[0], output);
    store_sum(op, channel + 1, sums[1], output);
  }
  if (channel < op->output_channels) {
    int32_t sum = op->bias[channel];
    for (int32_t i = 0; i < whole; i += 4, weights += 4) {
      add_one_channel(weights, load_word(input + i), &sum);
    }
    if (rest) add_one_channel(weights, load_tail(input + whole, rest), &sum);
    store_sum(op, channel, sum, output);
  }
}
