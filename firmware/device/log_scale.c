#include "microfrontend_stages.h"

/* The signal is eight times as large as the filterbank's unit makes it look. */
#define CORRECTION_BITS 3
#define SEGMENT_BITS 9
#define LN2_Q16 45426u
#define Q16_HALF 0x8000u

static uint32_t log2_q16(uint32_t value) {
  const unsigned zeros = ww_leading_zeros(value);
  const uint32_t fraction = (value << zeros >> 15) & 0xFFFFu;
  const uint16_t* segment = ww_log_corrections + (fraction >> SEGMENT_BITS);
  const int32_t position = (int32_t)(fraction & ((1u << SEGMENT_BITS) - 1));
  /* The original shifts by 16 where the position has 9 bits; so do we, to get the same bits. */
  const int32_t between = ((segment[1] - segment[0]) * position) >> 16;
  return ((31u - zeros) << 16) + fraction + segment[0] + (uint32_t)between;
}

void ww_log_scale(const uint32_t signal[WW_CHANNELS], uint16_t features[WW_CHANNELS]) {
  for (unsigned channel = 0; channel < WW_CHANNELS; ++channel) {
    const uint32_t value = signal[channel] << CORRECTION_BITS;
    uint32_t scaled = 0;
    if (value > 1) {
      const uint64_t product = (uint64_t)log2_q16(value) * LN2_Q16;
      const uint32_t natural = (uint32_t)((product + Q16_HALF) >> 16);
      scaled = ((natural << WW_LOG_SCALE_BITS) + Q16_HALF) >> 16;
    }
    features[channel] = (uint16_t)scaled;
  }
}
