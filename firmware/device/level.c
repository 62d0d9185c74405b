#include "level.h"

#include "microfrontend_stages.h"

static uint32_t highest;
static uint64_t sum_of_squares;
static uint32_t sample_count;

void ww_level_push(const int16_t* samples, size_t count) {
  for (size_t i = 0; i < count; i++) {
    int32_t sample = samples[i];
    uint32_t size = (uint32_t)(sample < 0 ? -sample : sample);
    if (size > highest) {
      highest = size;
    }
    sum_of_squares += size * size;
  }
  sample_count += (uint32_t)count;
}

void ww_level_take(uint32_t* peak, uint32_t* rms) {
  *peak = highest;
  *rms = sample_count == 0 ? 0 : ww_square_root(sum_of_squares / sample_count);
  highest = 0;
  sum_of_squares = 0;
  sample_count = 0;
}
