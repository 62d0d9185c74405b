#include "mic_level.h"

#define MEAN_BITS 6
#define MEAN_SHIFT 9 /* 512 samples */

int16_t ww_mic_level_sample(ww_mic_level_t* level, int32_t slot, int32_t gain) {
  int32_t sample = slot >> 8; /* below are bits of the bus, not of the microphone */
  level->mean += (sample * (1 << MEAN_BITS) - level->mean) >> MEAN_SHIFT;
  int32_t wanted = (sample - (level->mean >> MEAN_BITS)) * gain >> 8;
  if (wanted > INT16_MAX) {
    return INT16_MAX;
  }
  return (int16_t)(wanted < INT16_MIN ? INT16_MIN : wanted);
}
