#include "microfrontend_stages.h"

/* The root of a number of at least 2^30, cut off to an integer. */
static uint32_t root_of_large(uint32_t number) {
  /* A straight line that is at most 5 % off; Heron's method squares the error twice. */
  uint32_t root = (uint32_t)(((uint64_t)number * 43691u) >> 32) + 23170u;
  root = (root + number / root) / 2;
  root = (root + number / root) / 2;
  /* Heron's method comes from above, so the result is right or one too high. */
  return root > 0xFFFFu || root * root > number ? root - 1 : root;
}

static uint32_t round_up(uint32_t root, uint32_t remainder) {
  return remainder > root ? root + 1 : root;
}

uint32_t ww_square_root(uint64_t number) {
  const uint32_t high = (uint32_t)(number >> 32);
  if (high == 0) {
    const uint32_t low = (uint32_t)number;
    if (low == 0) {
      return 0;
    }
    const unsigned half_shift = ww_leading_zeros(low) / 2;
    const uint32_t root = root_of_large(low << (2 * half_shift)) >> half_shift;
    return root == 0xFFFFu ? root : round_up(root, low - root * root);
  }
  /* Take the root of the 32 leading bits, then get the other digits by one division, as in
     Zimmermann, "Karatsuba square root", INRIA 1999. */
  const unsigned digits = (33 - ww_leading_zeros(high)) / 2;
  const uint32_t leading = (uint32_t)(number >> (2 * digits));
  const uint32_t leading_root = root_of_large(leading);
  const uint32_t mask = (1u << digits) - 1;
  const uint32_t low = (uint32_t)number;
  const uint32_t dividend =
      ((leading - leading_root * leading_root) << digits) + ((low >> digits) & mask);
  const uint32_t quotient = dividend / (2 * leading_root);
  uint32_t root = (leading_root << digits) + quotient;
  const uint32_t kept = ((dividend - quotient * 2 * leading_root) << digits) + (low & mask);
  uint32_t remainder = kept - quotient * quotient;
  if (kept < quotient * quotient) {
    remainder += 2 * root - 1;
    --root;
  }
  return round_up(root, remainder);
}

void ww_filterbank(const uint32_t energies[WW_FFT_POINTS], unsigned shift,
                   uint32_t signal[WW_CHANNELS]) {
  const uint32_t* energy = energies + WW_FIRST_BIN;
  const uint16_t* weight = ww_mel_weights;
  uint64_t rising = 0;
  /* Each bin lies on the falling side of one triangle and on the rising side of the next; the
     first triangle is no channel, only the rising side of channel 0 is taken from its bins. */
  for (unsigned channel = 0; channel <= WW_CHANNELS; ++channel) {
    uint64_t sum = rising;
    rising = 0;
    const uint32_t* end = energy + ww_mel_widths[channel];
    while (energy < end) {
      const uint32_t share = *weight++;
      sum += (uint64_t)*energy * share;
      rising += (uint64_t)*energy++ * (WW_MEL_WEIGHT_ONE - share);
    }
    if (channel > 0) {
      signal[channel - 1] = ww_square_root(sum) >> shift;
    }
  }
}
