/* Mean over the middle one of three dimensions; multiplier and shift hold scales and count. */
#include "requantize.h"

typedef struct {
  int32_t outer;
  int32_t count;
  int32_t inner;
  int32_t zero_sum; /* count times the input's zero point */
  int32_t multiplier;
  int32_t shift;
  int32_t zero_point;
} mean_s8_t;

static void mean_s8(const mean_s8_t* op, const int8_t* input, int8_t* output) {
  for (int32_t outer = 0; outer < op->outer; ++outer) {
    for (int32_t inner = 0; inner < op->inner; ++inner) {
      const int8_t* value = input + outer * op->count * op->inner + inner;
      int32_t sum = -op->zero_sum;
      for (int32_t i = 0; i < op->count; ++i, value += op->inner) sum += *value;
      *output++ = (int8_t)requantize(sum, op->multiplier, op->shift, op->zero_point);
    }
  }
}
