#include "microfrontend.h"

#include <string.h>

#include "microfrontend_stages.h"

#define HOP_PAIRS (WW_HOP_SAMPLES / 2)
#define HOPS_IN_WINDOW (WW_WINDOW_PAIRS / HOP_PAIRS)

/* The last three hops of sound; the one that is being filled comes after the newest whole one. */
static ww_pair_t ring[WW_WINDOW_PAIRS];
static unsigned hop;
static unsigned samples_in_hop;
static unsigned hops_missing;

static uint32_t noise_estimates[WW_CHANNELS];
/* Spectrum, energies and channels in turn. */
static uint32_t work[WW_FFT_POINTS];

void ww_microfrontend_reset(void) {
  memset(noise_estimates, 0, sizeof(noise_estimates));
  hop = 0;
  samples_in_hop = 0;
  hops_missing = HOPS_IN_WINDOW;
}

static void analyse(unsigned oldest_hop, uint16_t features[WW_CHANNELS]) {
  const uint32_t bits = ww_window(ring, oldest_hop * HOP_PAIRS, work);
  /* Shift the sound up until its largest magnitude fills 15 bits. */
  const unsigned shift = ww_leading_zeros(bits) - 17;
  ww_fft(work, shift);
  ww_energies(work);
  ww_filterbank(work, shift, work);
  ww_noise_reduction(noise_estimates, work);
  ww_pcan(noise_estimates, work);
  ww_log_scale(work, features);
}

size_t ww_microfrontend_push(const int16_t* samples, size_t count, uint16_t features[WW_CHANNELS],
                             bool* ready) {
  size_t taken = 0;
  *ready = false;
  while (taken < count && !*ready) {
    const size_t space = WW_HOP_SAMPLES - samples_in_hop;
    const size_t part = count - taken < space ? count - taken : space;
    unsigned char* end =
        (unsigned char*)(ring + hop * HOP_PAIRS) + samples_in_hop * sizeof *samples;
    memcpy(end, samples + taken, part * sizeof *samples);
    taken += part;
    samples_in_hop += (unsigned)part;
    if (samples_in_hop == WW_HOP_SAMPLES) {
      samples_in_hop = 0;
      hop = hop + 1 == HOPS_IN_WINDOW ? 0 : hop + 1;
      if (--hops_missing == 0) {
        hops_missing = 1;
        analyse(hop, features);
        *ready = true;
      }
    }
  }
  return taken;
}
