#include "microfrontend_stages.h"

static uint32_t weighted(uint32_t value, uint32_t other, uint32_t share) {
  const uint64_t sum = (uint64_t)value * share + (uint64_t)other * (WW_NOISE_ONE - share);
  return (uint32_t)(sum >> WW_NOISE_BITS);
}

void ww_noise_reduction(uint32_t estimates[WW_CHANNELS], uint32_t signal[WW_CHANNELS]) {
  for (unsigned channel = 0; channel < WW_CHANNELS; ++channel) {
    const uint32_t smoothing = channel % 2 == 0 ? WW_NOISE_SMOOTHING_EVEN : WW_NOISE_SMOOTHING_ODD;
    const uint32_t scaled = signal[channel] << WW_NOISE_SCALE_BITS;
    const uint32_t estimate = weighted(scaled, estimates[channel], smoothing);
    estimates[channel] = estimate;
    const uint32_t noise = estimate < scaled ? estimate : scaled;
    const uint32_t cleaned = (scaled - noise) >> WW_NOISE_SCALE_BITS;
    const uint32_t least = weighted(signal[channel], 0, WW_NOISE_SIGNAL_KEPT);
    signal[channel] = cleaned > least ? cleaned : least;
  }
}
