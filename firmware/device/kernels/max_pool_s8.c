/* Largest value of each window. */
#include "pool.h"

static void max_pool_s8(const pool_t* op, const int8_t* input, int8_t* output) {
  for (int32_t y = 0; y < op->output_height; ++y) {
    for (int32_t x = 0; x < op->output_width; ++x) {
      pool_window_t window = pool_window(op, y, x);
      for (int32_t channel = 0; channel < op->channels; ++channel) {
        int32_t largest = -128;
        for (int32_t row = window.top; row < window.bottom; ++row) {
          const int8_t* value =
              input + (row * op->input_width + window.left) * op->channels + channel;
          for (int32_t i = window.left; i < window.right; ++i, value += op->channels) {
            if (*value > largest) largest = *value;
          }
        }
        *output++ = (int8_t)largest;
      }
    }
  }
}
