/* Products of pairs of 16-bit values, two at a time where the chip can. */

#if defined(__GNUC__)
#define COPY_BYTES __builtin_memcpy
#else
#define COPY_BYTES memcpy
#endif

/* sum plus the products of both halves; wraps as registers do. */
static inline int32_t add_products(uint32_t a, uint32_t b, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
#else
  int32_t low = (int16_t)a * (int16_t)b;
  int32_t high = (int16_t)(a >> 16) * (int16_t)(b >> 16);
  return (int32_t)((uint32_t)sum + (uint32_t)low + (uint32_t)high);
#endif
}
