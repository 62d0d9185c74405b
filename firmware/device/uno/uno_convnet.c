#include "uno_convnet.h"

#include "uno_flash.h"
#include "uno_layers.h"

/* 16 logits of one step must fit 16 bits together. */
#define STEP_MOST 2047
#define MEAN_SHIFT 8
#define LOGIT_MOST 127

void uno_head(const int8_t* weights, const int16_t* bias, const uint8_t* shifts,
              const int8_t* values, uint8_t channels, int16_t* steps, int16_t* sums,
              uint8_t* oldest, int8_t* logits, uint8_t labels) {
  int16_t* step = &steps[(uint16_t)*oldest * labels];
  for (uint8_t label = 0; label < labels; ++label) {
    const int32_t start = uno_flash_s16(&bias[label]);
    const int32_t sum = uno_dot(start, &weights[(uint16_t)label * channels], values, channels);
    const int16_t fresh = uno_requantize(sum, uno_flash_u8(&shifts[label]), STEP_MOST);
    sums[label] = (int16_t)(sums[label] - step[label] + fresh);
    step[label] = fresh;
    logits[label] = (int8_t)uno_requantize(sums[label], MEAN_SHIFT, LOGIT_MOST);
  }
  *oldest = (uint8_t)((*oldest + 1u) % UNO_STEPS);
}
