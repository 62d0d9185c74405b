#include "microfrontend_stages.h"

#define SNR_BITS 12
#define OUTPUT_BITS 6

/* The gain for a noise estimate: a table with three coefficients of a parabola for each octave. */
static uint32_t gain(uint32_t estimate) {
  if (estimate <= 1) {
    return (uint32_t)ww_pcan_smallest_gains[estimate];
  }
  const unsigned zeros = ww_leading_zeros(estimate);
  const int16_t* octave = ww_pcan_gains[30 - zeros];
  /* The ten bits after the leading one. */
  const int32_t position = (int32_t)((estimate << zeros >> 21) & 0x3FF);
  int32_t slope = (octave[2] * position) >> 5;
  slope += octave[1] * 32;
  return (uint32_t)(((slope * position + (1 << 14)) >> 15) + octave[0]);
}

/* A parabola up to 2, then a straight line. */
static uint32_t shrink(uint32_t snr) {
  if (snr < 2u << SNR_BITS) {
    return snr * snr >> (2 + 2 * SNR_BITS - OUTPUT_BITS);
  }
  return (snr >> (SNR_BITS - OUTPUT_BITS)) - (1u << OUTPUT_BITS);
}

void ww_pcan(const uint32_t estimates[WW_CHANNELS], uint32_t signal[WW_CHANNELS]) {
  for (unsigned channel = 0; channel < WW_CHANNELS; ++channel) {
    const uint64_t amplified = (uint64_t)signal[channel] * gain(estimates[channel]);
    signal[channel] = shrink((uint32_t)(amplified >> WW_PCAN_SNR_SHIFT));
  }
}
