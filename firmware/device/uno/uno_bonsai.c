#include "uno_bonsai.h"

#include "uno_flash.h"
#include "uno_layers.h"

#define MOST 127
#define GATE_MOST 64
#define TANH_SHIFT 12
#define SCORE_MOST 2047
#define LOGIT_SHIFT 4

void uno_group_mean(const int16_t* sums, int8_t* mean, uint8_t bands) {
  for (uint8_t band = 0; band < bands; ++band) {
    mean[band] = (int8_t)((uint16_t)(sums[band] + (int16_t)(UNO_GROUP / 2)) / UNO_GROUP);
  }
}

void uno_project(const uint8_t* places, const int8_t* weights, const int16_t* bias,
                 const uint8_t* shifts, const int8_t* inputs, uint8_t input_count, int8_t* values,
                 uint8_t value_count) {
  uint8_t bits = 0;
  uint8_t left = 0;
  for (uint8_t value = 0; value < value_count; ++value) {
    int32_t sum = uno_flash_s16(&bias[value]);
    for (uint8_t i = 0; i < input_count; ++i) {
      if (left == 0) {
        bits = uno_flash_u8(places++);
        left = 8;
      }
      if (bits & 1u) {
        sum += (int16_t)(uno_flash_s8(weights++) * inputs[i]);
      }
      bits = (uint8_t)(bits >> 1);
      --left;
    }
    values[value] = (int8_t)uno_requantize(sum, uno_flash_u8(&shifts[value]), MOST);
  }
}

/* v (2 - |v|) in the units of a gate: a tanh good enough to learn with. */
static int16_t tanh_like(int16_t gate) {
  return (int16_t)(gate * (2 * GATE_MOST - (gate < 0 ? -gate : gate)));
}

void uno_tree(const int8_t* branches, const int8_t* scores, const uint8_t* score_shifts,
              const int8_t* gates, const uint8_t* gate_shifts, uint8_t depth, const int8_t* values,
              uint8_t count, int16_t* totals, int8_t* logits, uint8_t labels) {
  uint8_t node = 0;
  for (uint8_t level = 0; level <= depth; ++level) {
    for (uint8_t label = 0; label < labels; ++label) {
      const uint16_t row = (uint16_t)(node * labels + label);
      const int32_t gate_sum = uno_dot(0, &gates[row * count], values, count);
      const int32_t score_sum = uno_dot(0, &scores[row * count], values, count);
      const int16_t gate = uno_requantize(gate_sum, uno_flash_u8(&gate_shifts[row]), GATE_MOST);
      const int16_t score = uno_requantize(score_sum, uno_flash_u8(&score_shifts[row]), SCORE_MOST);
      const int32_t product = (int32_t)score * tanh_like(gate);
      const int16_t part = uno_requantize(product, TANH_SHIFT, SCORE_MOST);
      totals[label] = (int16_t)(level == 0 ? part : totals[label] + part);
    }
    if (level < depth) {
      const int32_t side = uno_dot(0, &branches[(uint16_t)node * count], values, count);
      node = (uint8_t)(2u * node + (side > 0 ? 2u : 1u));
    }
  }
  for (uint8_t label = 0; label < labels; ++label) {
    logits[label] = (int8_t)uno_requantize(totals[label], LOGIT_SHIFT, MOST);
  }
}
