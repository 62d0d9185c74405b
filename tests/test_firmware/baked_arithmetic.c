/* The kernels' arithmetic by itself: here on records from a file, on the chip by calls. */
#include <stdint.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wunused-function"
#include "requantize.h"
#include "softmax_s8.c"

int32_t test_requantize(int32_t sum, int32_t multiplier, int32_t shift, int32_t zero_point);
int32_t test_exp(int32_t value, int32_t unused1, int32_t unused2, int32_t unused3);
int32_t test_reciprocal(int32_t value, int32_t unused1, int32_t unused2, int32_t unused3);

int32_t test_requantize(int32_t sum, int32_t multiplier, int32_t shift, int32_t zero_point) {
  return requantize(sum, multiplier, shift, zero_point);
}

int32_t test_exp(int32_t value, int32_t unused1, int32_t unused2, int32_t unused3) {
  return exp_of_negative(value + 0 * (unused1 + unused2 + unused3));
}

int32_t test_reciprocal(int32_t value, int32_t unused1, int32_t unused2, int32_t unused3) {
  return one_over_one_plus(value + 0 * (unused1 + unused2 + unused3));
}

#ifdef TEST_FROM_FILE
#include <stdio.h>

int main(int argc, char** argv) {
  static int32_t (*const functions[])(int32_t, int32_t, int32_t, int32_t) = {
      test_requantize, test_exp, test_reciprocal};
  int32_t record[5];
  if (argc != 3) return 2;
  FILE* from = fopen(argv[1], "rb");
  FILE* to = fopen(argv[2], "wb");
  if (!from || !to) return 2;
  while (fread(record, sizeof record, 1, from) == 1) {
    int32_t result = functions[record[0]](record[1], record[2], record[3], record[4]);
    if (fwrite(&result, sizeof result, 1, to) != 1) return 2;
  }
  fclose(from);
  return fclose(to);
}
#endif
