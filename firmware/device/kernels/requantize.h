/* From a 32-bit sum to an int8 output, with the rounding of TensorFlow Lite Micro: the doubled high
 * half of a product rounds to nearest with ties up, the right shift rounds ties away from zero. */

typedef struct {
  int32_t multiplier; /* 31 bits */
  int32_t shift;      /* right shift of the short path, or below zero: TFLM's shift minus 64 */
  int32_t offset;     /* of the short path: zero point and half a step, shifted left */
  int32_t zero_point;
} channel_scale_t;

#define WIDE_SHIFT 64

/* TFLM's MultiplyByQuantizedMultiplier for any 32-bit value and any shift from -31 to 30. */
static int32_t scale_wide(int32_t value, int32_t multiplier, int32_t shift) {
  int32_t left = shift > 0 ? shift : 0;
  int32_t right = shift > 0 ? 0 : -shift;
  int64_t product = (int64_t)(int32_t)((uint32_t)value << left) * multiplier;
  int32_t high = (int32_t)((product + (1 << 30)) >> 31);
  int32_t mask = (int32_t)((1u << right) - 1u);
  return (high >> right) + ((high & mask) > (mask >> 1) + (high < 0));
}

static inline int8_t saturate(int32_t value) {
#if defined(__ARM_FEATURE_SAT)
  __asm__("ssat %0, #8, %1" : "=r"(value) : "r"(value));
  return (int8_t)value;
#else
  return (int8_t)(value < -128 ? -128 : value > 127 ? 127 : value);
#endif
}

/* High half of 2 * value * multiplier, rounded; for magnitudes of value below 2^30. */
static inline int32_t scale_narrow(int32_t value, int32_t multiplier) {
#if defined(__ARM_FEATURE_DSP)
  int32_t high;
  __asm__("smmulr %0, %1, %2" : "=r"(high) : "r"(value + value), "r"(multiplier));
  return high;
#else
  return (int32_t)(((int64_t)value * multiplier + (1 << 30)) >> 31);
#endif
}

static inline channel_scale_t channel_scale(int32_t multiplier, int32_t shift, int32_t zero_point) {
  channel_scale_t scale = {multiplier, shift, 0, zero_point};
  if (shift > 0) scale.offset = (2 * zero_point + 1) * (1 << (shift - 1));
  return scale;
}

static inline int8_t requantize(int32_t sum, channel_scale_t scale) {
  if (scale.shift > 0) {
    int32_t high = scale_narrow(sum, scale.multiplier);
    /* A negative tie must round away from zero: take one away before rounding up. */
    return saturate((high + scale.offset + (high >> 31)) >> scale.shift);
  }
  return saturate(scale_wide(sum, scale.multiplier, scale.shift + WIDE_SHIFT) + scale.zero_point);
}
