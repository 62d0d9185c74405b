/* Arithmetic on pairs of 16-bit numbers in one 32-bit word, the low half first: two samples in a
   row, or the real and the imaginary part of a complex number.

   Cores with the Armv7E-M DSP instructions do most of these in one instruction; the portable
   versions give the same bits everywhere else. Both wrap around on overflow, and both rely on what
   every compiler for these chips does: arithmetic right shifts and two's complement conversions. */
#ifndef WW_DSP_H
#define WW_DSP_H

#include <stdint.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Samples are read in pairs, which needs a little-endian core."
#endif

typedef uint32_t ww_pair_t;

/* Half a unit in the Q15 products below. */
#define WW_Q15_HALF (1 << 14)

/* How many of the 32 bits are zero before the first one; 32 for zero. */
static inline unsigned ww_leading_zeros(uint32_t value) {
  return value == 0 ? 32u : (unsigned)__builtin_clz(value);
}

static inline int32_t ww_low(ww_pair_t pair) { return (int16_t)pair; }
static inline int32_t ww_high(ww_pair_t pair) { return (int32_t)pair >> 16; }

static inline ww_pair_t ww_pair(uint32_t low, uint32_t high) {
  return (low & 0xFFFFu) | (high << 16);
}

#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP

#include <arm_acle.h>

/* Two numbers as a pair, each shifted right by 15. */
static inline ww_pair_t ww_pair_q15(int32_t low, int32_t high) {
  ww_pair_t pair;
  __asm__("pkhbt %0, %1, %2, lsl #1" : "=r"(pair) : "r"((uint32_t)low >> 15), "r"(high));
  return pair;
}

/* Two numbers as a pair, each shifted right by 12. */
static inline ww_pair_t ww_pair_q12(int32_t low, int32_t high) {
  ww_pair_t pair;
  __asm__("pkhbt %0, %1, %2, lsl #4" : "=r"(pair) : "r"((uint32_t)low >> 12), "r"(high));
  return pair;
}

/* Magnitudes of both halves; that of -32768 is 0x8000. */
static inline ww_pair_t ww_magnitudes(ww_pair_t x) {
  const int16x2_t negated = __ssub16(0, (int16x2_t)x);
  return (ww_pair_t)__sel((uint8x4_t)negated, (uint8x4_t)x);
}

/* The low half of one pair and the high half of another times a Q15 factor below one half, rounded.
   With twice the factor the results come to lie in the upper halves, from where they are packed. */
static inline ww_pair_t ww_scale_halves_q15(ww_pair_t low_from, ww_pair_t high_from,
                                            int32_t factor) {
  const int32_t low = __smlabb((int32_t)low_from, 2 * factor, 2 * WW_Q15_HALF);
  const int32_t high = __smlatb((int32_t)high_from, 2 * factor, 2 * WW_Q15_HALF);
  ww_pair_t pair;
  __asm__("pkhtb %0, %1, %2, asr #16" : "=r"(pair) : "r"(high), "r"(low));
  return pair;
}

static inline ww_pair_t ww_add(ww_pair_t a, ww_pair_t b) {
  return (ww_pair_t)__sadd16((int16x2_t)a, (int16x2_t)b);
}
static inline ww_pair_t ww_subtract(ww_pair_t a, ww_pair_t b) {
  return (ww_pair_t)__ssub16((int16x2_t)a, (int16x2_t)b);
}

/* (a + b) / 2 and (a - b) / 2 without overflow, cut off towards minus infinity. */
static inline ww_pair_t ww_half_sum(ww_pair_t a, ww_pair_t b) {
  return (ww_pair_t)__shadd16((int16x2_t)a, (int16x2_t)b);
}
static inline ww_pair_t ww_half_difference(ww_pair_t a, ww_pair_t b) {
  return (ww_pair_t)__shsub16((int16x2_t)a, (int16x2_t)b);
}

/* Complex numbers: a + j b and a - j b. */
static inline ww_pair_t ww_add_j(ww_pair_t a, ww_pair_t b) {
  return (ww_pair_t)__sasx((int16x2_t)a, (int16x2_t)b);
}
static inline ww_pair_t ww_subtract_j(ww_pair_t a, ww_pair_t b) {
  return (ww_pair_t)__ssax((int16x2_t)a, (int16x2_t)b);
}

/* Complex numbers: a times the conjugate of w, in Q15, rounded. */
static inline ww_pair_t ww_multiply_conjugate(ww_pair_t a, ww_pair_t w) {
  return ww_pair_q15(__smlad((int16x2_t)a, (int16x2_t)w, WW_Q15_HALF),
                     __smlsdx((int16x2_t)w, (int16x2_t)a, WW_Q15_HALF));
}

#else

static inline ww_pair_t ww_pair_q15(int32_t low, int32_t high) {
  return ww_pair((uint32_t)low >> 15, (uint32_t)high >> 15);
}

static inline ww_pair_t ww_pair_q12(int32_t low, int32_t high) {
  return ww_pair((uint32_t)low >> 12, (uint32_t)high >> 12);
}

static inline ww_pair_t ww_magnitudes(ww_pair_t x) {
  const int32_t low = ww_low(x);
  const int32_t high = ww_high(x);
  return ww_pair((uint32_t)(low < 0 ? -low : low), (uint32_t)(high < 0 ? -high : high));
}

static inline ww_pair_t ww_scale_halves_q15(ww_pair_t low_from, ww_pair_t high_from,
                                            int32_t factor) {
  return ww_pair_q15(ww_low(low_from) * factor + WW_Q15_HALF,
                     ww_high(high_from) * factor + WW_Q15_HALF);
}

static inline ww_pair_t ww_add(ww_pair_t a, ww_pair_t b) {
  return ww_pair(a + b, (a >> 16) + (b >> 16));
}

static inline ww_pair_t ww_subtract(ww_pair_t a, ww_pair_t b) {
  return ww_pair(a - b, (a >> 16) - (b >> 16));
}

static inline ww_pair_t ww_half_sum(ww_pair_t a, ww_pair_t b) {
  return ww_pair((uint32_t)(ww_low(a) + ww_low(b)) >> 1, (uint32_t)(ww_high(a) + ww_high(b)) >> 1);
}

static inline ww_pair_t ww_half_difference(ww_pair_t a, ww_pair_t b) {
  return ww_pair((uint32_t)(ww_low(a) - ww_low(b)) >> 1, (uint32_t)(ww_high(a) - ww_high(b)) >> 1);
}

static inline ww_pair_t ww_add_j(ww_pair_t a, ww_pair_t b) {
  return ww_pair(a - (b >> 16), (a >> 16) + b);
}

static inline ww_pair_t ww_subtract_j(ww_pair_t a, ww_pair_t b) {
  return ww_pair(a + (b >> 16), (a >> 16) - b);
}

static inline ww_pair_t ww_multiply_conjugate(ww_pair_t a, ww_pair_t w) {
  return ww_pair_q15(ww_low(a) * ww_low(w) + ww_high(a) * ww_high(w) + WW_Q15_HALF,
                     ww_high(a) * ww_low(w) - ww_low(a) * ww_high(w) + WW_Q15_HALF);
}

#endif

/* Both halves times a Q15 factor below one half, rounded. */
static inline ww_pair_t ww_scale_q15(ww_pair_t x, int32_t factor) {
  return ww_scale_halves_q15(x, x, factor);
}

/* low * factor.low, high * factor.high, each shifted right by 12. */
static inline ww_pair_t ww_multiply_q12(ww_pair_t x, ww_pair_t factor) {
  return ww_pair_q12(ww_low(x) * ww_low(factor), ww_high(x) * ww_high(factor));
}

/* low * factor.high, high * factor.low, each shifted right by 12. */
static inline ww_pair_t ww_multiply_crosswise_q12(ww_pair_t x, ww_pair_t factor) {
  return ww_pair_q12(ww_low(x) * ww_high(factor), ww_high(x) * ww_low(factor));
}

/* The energy of a complex number; each part is above -32768, so the sum fits. */
static inline uint32_t ww_energy(int32_t real, int32_t imaginary) {
  return (uint32_t)(real * real + imaginary * imaginary);
}

#endif
