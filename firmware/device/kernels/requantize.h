/* From a 32-bit sum to an int8 output, with the rounding of TensorFlow Lite Micro: the doubled high
 * half of a product rounds to nearest with ties up, the right shift rounds ties away from zero.
 *
 * A channel's factor is multiplier / 2^31 / 2^shift. A positive shift promises that the multiplier
 * is at least 2^30 and that nothing leaves 32 bits, so the short path serves. Otherwise the stored
 * number is TFLM's shift minus 64. */

#define WIDE_SHIFT 64

typedef struct {
  int32_t doubled; /* twice the multiplier, modulo 2^32 */
  int32_t offset;  /* the zero point and half a step, to be shifted with the value */
  int32_t shift;
} narrow_scale_t;

static inline narrow_scale_t narrow_scale(int32_t multiplier, int32_t shift, int32_t zero_point) {
  narrow_scale_t scale;
  scale.doubled = (int32_t)((uint32_t)multiplier << 1);
  scale.offset = (2 * zero_point + 1) * (1 << (shift - 1));
  scale.shift = shift;
  return scale;
}

static inline int32_t saturate(int32_t value) {
#if defined(__ARM_FEATURE_SAT)
  int32_t result;
  __asm__("ssat %0, #8, %1" : "=r"(result) : "r"(value));
  return result;
#else
  return value < -128 ? -128 : value > 127 ? 127 : value;
#endif
}

/* High half of value * multiplier * 2, rounded; `doubled` wrapped below zero, which adding the
 * value once more to the high half makes good. */
static inline int32_t scale_narrow(int32_t value, int32_t doubled) {
#if defined(__ARM_FEATURE_DSP)
  int32_t high;
  __asm__("smmlar %0, %1, %2, %1" : "=r"(high) : "r"(value), "r"(doubled));
  return high;
#else
  return (int32_t)(((int64_t)value * (uint32_t)doubled + ((int64_t)1 << 31)) >> 32);
#endif
}

static inline int32_t requantize_narrow(int32_t sum, narrow_scale_t scale) {
  int32_t high = scale_narrow(sum, scale.doubled);
  /* A negative tie must round away from zero: take one away before rounding up. */
  return saturate((high + scale.offset + (high >> 31)) >> scale.shift);
}

/* TFLM's MultiplyByQuantizedMultiplier for any 32-bit value and any shift from -31 to 30. */
static int32_t requantize_wide(int32_t sum, int32_t multiplier, int32_t shift, int32_t zero_point) {
  int32_t left = shift > 0 ? shift : 0;
  int32_t right = shift > 0 ? 0 : -shift;
  int64_t product = (int64_t)(int32_t)((uint32_t)sum << left) * multiplier;
  int32_t high = (int32_t)((product + (1 << 30)) >> 31);
  int32_t mask = (int32_t)((1u << right) - 1u);
  high = (high >> right) + ((high & mask) > (mask >> 1) + (high < 0));
  return saturate(high + zero_point);
}

static inline int32_t requantize(int32_t sum, int32_t multiplier, int32_t shift,
                                 int32_t zero_point) {
  return shift > 0 ? requantize_narrow(sum, narrow_scale(multiplier, shift, zero_point))
                   : requantize_wide(sum, multiplier, shift + WIDE_SHIFT, zero_point);
}
