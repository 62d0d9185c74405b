#include "uno_layers.h"

#include <string.h>

#include "uno_flash.h"

#define MOST 127

#ifdef __AVR__
/* 15 cycles for each product, where the compiler takes 24: 255 products and a bias fit three bytes,
   and the sign of a product is nothing to add to the highest of them, or one to take from it. */
int32_t uno_dot(int32_t start, const int8_t* weights, const int8_t* values, uint8_t count) {
  int32_t sum = start;
  int8_t weight;
  int8_t value;
  uint8_t zero;
  if (count == 0) {
    return sum;
  }
  __asm__(
      "clr %[zero]\n"
      "1:\n\t"
      "lpm %[weight], Z+\n\t"
      "ld %[value], X+\n\t"
      "muls %[weight], %[value]\n\t"
      "add %A[sum], r0\n\t"
      "adc %B[sum], r1\n\t"
      "adc %C[sum], %[zero]\n\t"
      "sbrc r1, 7\n\t"
      "dec %C[sum]\n\t"
      "dec %[count]\n\t"
      "brne 1b\n\t"
      "clr r1\n\t"
      "clr %D[sum]\n\t"
      "sbrc %C[sum], 7\n\t"
      "com %D[sum]"
      : [sum] "+r"(sum), [weights] "+z"(weights), [values] "+x"(values), [count] "+r"(count),
        [weight] "=&a"(weight), [value] "=&a"(value), [zero] "=&r"(zero)
      :
      : "memory");
  return sum;
}
#else
int32_t uno_dot(int32_t start, const int8_t* weights, const int8_t* values, uint8_t count) {
  int32_t sum = start;
  for (; count > 0; --count) {
    sum += (int16_t)(uno_flash_s8(weights++) * *values++);
  }
  return sum;
}
#endif

int16_t uno_requantize(int32_t sum, uint8_t shift, int16_t most) {
  if (shift > 0) {
    sum = ((sum >> (shift - 1)) + 1) >> 1;
  }
  if (sum > most) {
    return most;
  }
  return sum < -most ? (int16_t)-most : (int16_t)sum;
}

static int8_t positive(int16_t value) {
  if (value < 0) {
    return 0;
  }
  return (int8_t)(value > MOST ? MOST : value);
}

static int16_t output(const int8_t* weights, const int16_t* bias, const uint8_t* shifts,
                      const int8_t* inputs, uint8_t input_count, uint8_t index, int16_t most) {
  const int32_t start = uno_flash_s16(&bias[index]);
  const int8_t* row = &weights[(uint16_t)index * input_count];
  const int32_t sum = uno_dot(start, row, inputs, input_count);
  return uno_requantize(sum, uno_flash_u8(&shifts[index]), most);
}

void uno_dense_relu(const int8_t* weights, const int16_t* bias, const uint8_t* shifts,
                    const int8_t* inputs, uint8_t input_count, int8_t* outputs,
                    uint8_t output_count) {
  for (uint8_t i = 0; i < output_count; ++i) {
    outputs[i] = positive(output(weights, bias, shifts, inputs, input_count, i, MOST));
  }
}

void uno_append(int8_t* history, uint8_t size, const int8_t* values, uint8_t step) {
  memmove(history, history + step, (size_t)(size - step));
  memcpy(history + (size - step), values, step);
}

void uno_block(const int8_t* taps_weights, const uint8_t* taps_shifts, uint8_t taps,
               const int8_t* weights, const int16_t* bias, const uint8_t* shifts, int8_t* history,
               int8_t* scratch, int8_t* values, uint8_t channels) {
  uno_append(history, (uint8_t)(taps * channels), values, channels);
  for (uint8_t channel = 0; channel < channels; ++channel) {
    const int8_t* past = &history[channel];
    int32_t sum = 0;
    for (uint8_t tap = 0; tap < taps; ++tap) {
      sum += (int16_t)(uno_flash_s8(taps_weights++) * *past);
      past += channels;
    }
    scratch[channel] = (int8_t)uno_requantize(sum, uno_flash_u8(&taps_shifts[channel]), MOST);
  }
  const int8_t* around = &history[(uint16_t)(taps / 2) * channels];
  for (uint8_t i = 0; i < channels; ++i) {
    const int16_t mixed = output(weights, bias, shifts, scratch, channels, i, INT16_MAX - MOST);
    values[i] = positive((int16_t)(mixed + around[i]));
  }
}
