/* Four int8 values at a time: words of memory, and pairs of 16-bit values in one register.
 * A pair is the first and third (or second and fourth) value of a word, sign-extended. */
#include "products.h"

#if defined(__ARM_FEATURE_DSP)

static inline uint32_t load_word(const int8_t* from) {
  uint32_t word;
  COPY_BYTES(&word, from, sizeof word);
  return word;
}

static inline uint32_t even_pair(uint32_t word) {
  uint32_t pair;
  __asm__("sxtb16 %0, %1" : "=r"(pair) : "r"(word));
  return pair;
}

static inline uint32_t odd_pair(uint32_t word) {
  uint32_t pair;
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(pair) : "r"(word));
  return pair;
}

#else

static inline uint32_t load_word(const int8_t* from) {
  return (uint32_t)(uint8_t)from[0] | (uint32_t)(uint8_t)from[1] << 8 |
         (uint32_t)(uint8_t)from[2] << 16 | (uint32_t)(uint8_t)from[3] << 24;
}

static inline uint32_t even_pair(uint32_t word) {
  return (uint32_t)(uint16_t)(int8_t)word | (uint32_t)(int32_t)(int8_t)(word >> 16) << 16;
}

static inline uint32_t odd_pair(uint32_t word) { return even_pair(word >> 8); }

#endif
