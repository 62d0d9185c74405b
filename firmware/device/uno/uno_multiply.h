/* 16 x 16 -> 32 bits. The compiler for AVR calls a function for this that takes twice as
   long as the chip's own four multiplications in a row (Atmel, "AVR201: Using the AVR hardware
   multiplier"). */
#ifndef UNO_MULTIPLY_H
#define UNO_MULTIPLY_H

#include <stdint.h>

#ifdef __AVR__
static inline int32_t uno_multiply(int16_t a, int16_t b) {
  int32_t product;
  uint8_t zero;
  __asm__(
      "clr %1\n\t"
      "muls %B2, %B3\n\t"
      "movw %C0, r0\n\t"
      "mul %A2, %A3\n\t"
      "movw %A0, r0\n\t"
      "mulsu %B2, %A3\n\t"
      "sbc %D0, %1\n\t"
      "add %B0, r0\n\t"
      "adc %C0, r1\n\t"
      "adc %D0, %1\n\t"
      "mulsu %B3, %A2\n\t"
      "sbc %D0, %1\n\t"
      "add %B0, r0\n\t"
      "adc %C0, r1\n\t"
      "adc %D0, %1\n\t"
      "clr r1"
      : "=&r"(product), "=&r"(zero)
      : "a"(a), "a"(b));
  return product;
}

/* Signed times unsigned. */
static inline int32_t uno_multiply_unsigned(int16_t a, uint16_t b) {
  int32_t product;
  uint8_t zero;
  __asm__(
      "clr %1\n\t"
      "mulsu %B2, %B3\n\t"
      "movw %C0, r0\n\t"
      "mul %A2, %A3\n\t"
      "movw %A0, r0\n\t"
      "mulsu %B2, %A3\n\t"
      "sbc %D0, %1\n\t"
      "add %B0, r0\n\t"
      "adc %C0, r1\n\t"
      "adc %D0, %1\n\t"
      "mul %B3, %A2\n\t"
      "add %B0, r0\n\t"
      "adc %C0, r1\n\t"
      "adc %D0, %1\n\t"
      "clr r1"
      : "=&r"(product), "=&r"(zero)
      : "a"(a), "a"(b));
  return product;
}
#else
static inline int32_t uno_multiply(int16_t a, int16_t b) { return (int32_t)a * b; }
static inline int32_t uno_multiply_unsigned(int16_t a, uint16_t b) { return (int32_t)a * b; }
#endif

#endif
