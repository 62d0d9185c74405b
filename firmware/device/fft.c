#include "microfrontend_stages.h"

/* Factors as the original rounds them: 32767 / 4 and 32767 / 2. */
#define Q15_QUARTER 8191
#define Q15_HALF 16383
/* A full turn in units of the cosine table, which holds a quarter turn. */
#define TURN 512u

/* cos and sin of an angle in the first quarter of a turn. */
static inline ww_pair_t quarter_cos_sin(unsigned angle) {
  return ww_pair(ww_cosines[angle], ww_cosines[TURN / 4 - angle]);
}

/* cos and sin of an angle in the first three quarters of a turn. */
static ww_pair_t cos_sin(unsigned angle) {
  const ww_pair_t pair = quarter_cos_sin(angle % (TURN / 4));
  if (angle < TURN / 4) {
    return pair;
  }
  return angle < TURN / 2 ? ww_add_j(0, pair) : ww_subtract(0, pair);
}

/* The four-point transform of numbers that are already turned, each landing `length` apart. */
static inline void butterfly(ww_pair_t* out, unsigned length, ww_pair_t a, ww_pair_t b, ww_pair_t c,
                             ww_pair_t d) {
  const ww_pair_t even_sum = ww_add(a, c);
  const ww_pair_t even_difference = ww_subtract(a, c);
  const ww_pair_t odd_sum = ww_add(b, d);
  const ww_pair_t odd_difference = ww_subtract(b, d);
  out[0] = ww_add(even_sum, odd_sum);
  out[length] = ww_subtract_j(even_difference, odd_difference);
  out[2 * length] = ww_subtract(even_sum, odd_sum);
  out[3 * length] = ww_add_j(even_difference, odd_difference);
}

/* The first stage. Its only factor, 1, stands as 32767 in the original, where a product with it
   rounds back to any number below 16384 and so may be left out. */
static void shift_and_transform_fours(ww_pair_t spectrum[WW_FFT_POINTS], unsigned shift) {
  /* What the low half pushes into the high half is masked away with the zeros that come in. */
  const uint32_t low_mask = (0xFFFFu << shift) & 0xFFFFu;
  const ww_pair_t mask = ww_pair(low_mask, low_mask);
  for (ww_pair_t* at = spectrum; at < spectrum + WW_FFT_POINTS; at += 4) {
    const ww_pair_t a = ww_scale_q15(at[0] << shift & mask, Q15_QUARTER);
    const ww_pair_t b = ww_scale_q15(at[1] << shift & mask, Q15_QUARTER);
    const ww_pair_t c = ww_scale_q15(at[2] << shift & mask, Q15_QUARTER);
    const ww_pair_t d = ww_scale_q15(at[3] << shift & mask, Q15_QUARTER);
    butterfly(at, 1, a, b, c, d);
  }
}

/* One stage: transforms of `length` numbers each become a quarter as many of four times that. */
static void combine_fours(ww_pair_t spectrum[WW_FFT_POINTS], unsigned length) {
  const ww_pair_t* end = spectrum + WW_FFT_POINTS;
  const unsigned step = TURN / 4 / length;
  for (unsigned angle = 0; angle < TURN / 4; angle += step) {
    const ww_pair_t turn_b = quarter_cos_sin(angle);
    const ww_pair_t turn_c = cos_sin(2 * angle);
    const ww_pair_t turn_d = cos_sin(3 * angle);
    ww_pair_t* at = spectrum++;
    do {
      const ww_pair_t a = ww_scale_q15(at[0], Q15_QUARTER);
      const ww_pair_t b = ww_scale_q15(at[length], Q15_QUARTER);
      const ww_pair_t c = ww_scale_q15(at[2 * length], Q15_QUARTER);
      const ww_pair_t d = ww_scale_q15(at[3 * length], Q15_QUARTER);
      butterfly(at, length, a, ww_multiply_conjugate(b, turn_b), ww_multiply_conjugate(c, turn_c),
                ww_multiply_conjugate(d, turn_d));
      at += 4 * length;
    } while (at < end);
  }
}

void ww_fft(ww_pair_t spectrum[WW_FFT_POINTS], unsigned shift) {
  shift_and_transform_fours(spectrum, shift);
  for (unsigned length = 4; length < WW_FFT_POINTS; length *= 4) {
    combine_fours(spectrum, length);
  }
}

void ww_energies(uint32_t spectrum[WW_FFT_POINTS]) {
  for (unsigned k = WW_FIRST_PAIRED_BIN; k <= WW_FFT_POINTS / 2; ++k) {
    uint32_t* low_bin = spectrum + k;
    uint32_t* high_bin = spectrum + WW_FFT_POINTS - k;
    const ww_pair_t a = ww_scale_q15(*low_bin, Q15_HALF);
    /* The conjugate of the high bin is taken before it is rounded. */
    const ww_pair_t b = ww_scale_halves_q15(*high_bin, ww_subtract(0, *high_bin), Q15_HALF);
    const ww_pair_t sum = ww_add(a, b);
    const ww_pair_t turned =
        ww_multiply_conjugate(ww_subtract(a, b), ww_add_j(0, quarter_cos_sin(k)));
    const ww_pair_t low = ww_half_sum(sum, turned);
    /* Real and imaginary part are subtracted in opposite directions, which rounds differently. */
    const ww_pair_t high_real = ww_half_difference(sum, turned);
    const ww_pair_t high_imaginary = ww_half_difference(turned, sum);
    *low_bin = ww_energy(ww_low(low), ww_high(low));
    *high_bin = ww_energy(ww_low(high_real), ww_high(high_imaginary));
  }
}
