#include "microfrontend_stages.h"

/* The FFT takes its input with the base-4 digits of each index reversed. Four neighbours, whose
   last digit runs from 0 to 3, therefore land a quarter of the buffer apart. */
#define GROUP 4u
#define GROUPS (WW_WINDOW_PAIRS / GROUP)
#define QUARTER (WW_FFT_POINTS / 4)

/* Where the first of a group of four lands: its three digits reversed. */
static unsigned landing(unsigned group) { return (group & 3u) << 4 | (group & 12u) | group >> 4; }

uint32_t ww_window(const ww_pair_t ring[WW_WINDOW_PAIRS], unsigned start,
                   ww_pair_t spectrum[WW_FFT_POINTS]) {
  uint32_t bits = 0;
  /* The window is symmetric: one load of two weights serves the front and, mirrored, the back. But
     for a few pairs, which rounding made different and the list of exceptions holds. */
  const uint32_t (*exception)[2] = ww_window_exceptions;
  unsigned pair = 0;
  const ww_pair_t* front = ring + start;
  const ww_pair_t* back = front;
  for (unsigned group = 0; group < GROUPS / 2; ++group) {
    if (front == ring + WW_WINDOW_PAIRS) {
      front = ring;
    }
    if (back == ring) {
      back = ring + WW_WINDOW_PAIRS;
    }
    ww_pair_t* front_out = spectrum + landing(group);
    ww_pair_t* back_out = spectrum + landing(GROUPS - 1 - group);
    for (unsigned digit = 0; digit < GROUP; ++digit, ++pair) {
      const ww_pair_t weights = ww_window_weights[pair];
      ww_pair_t mirrored = weights;
      if (pair == (*exception)[0]) {
        mirrored = (*exception++)[1];
      }
      const ww_pair_t from_front = ww_multiply_q12(*front++, weights);
      const ww_pair_t from_back = ww_multiply_crosswise_q12(*--back, mirrored);
      front_out[digit * QUARTER] = from_front;
      back_out[(GROUP - 1 - digit) * QUARTER] = from_back;
      bits |= ww_magnitudes(from_front) | ww_magnitudes(from_back);
    }
  }
  for (unsigned group = GROUPS; group < WW_FFT_POINTS / GROUP; ++group) {
    ww_pair_t* out = spectrum + landing(group);
    out[0] = out[QUARTER] = out[2 * QUARTER] = out[3 * QUARTER] = 0;
  }
  return (bits | bits >> 16) & 0x7FFFu;
}
