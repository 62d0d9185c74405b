/* Average over windows; the mean of the stored values rounds to nearest, ties away from zero. */
#include "pool.h"

static void average_pool_s8(const pool_t* op, const int8_t* input, int8_t* output) {
  for (int32_t y = 0; y < op->output_height; ++y) {
    for (int32_t x = 0; x < op->output_width; ++x) {
      pool_window_t window = pool_window(op, y, x);
      int32_t count = (window.bottom - window.top) * (window.right - window.left);
      for (int32_t channel = 0; channel < op->channels; ++channel) {
        int32_t sum = 0;
        for (int32_t row = window.top; row < window.bottom; ++row) {
          const int8_t* value =
              input + (row * op->input_width + window.left) * op->channels + channel;
          for (int32_t i = window.left; i < window.right; ++i, value += op->channels) sum += *value;
        }
        *output++ = (int8_t)((sum > 0 ? sum + count / 2 : sum - count / 2) / count);
      }
    }
  }
}
