/* Softmax in fixed point: gemmlowp's exponential and reciprocal, as TensorFlow Lite Micro uses
 * them. A number of n integer bits is x * 2^(31 - n). Source of the constants: gemmlowp,
 * fixedpoint/fixedpoint.h. */

typedef struct {
  int32_t rows;
  int32_t columns;
  int32_t multiplier; /* of differences to the largest input, to 5 integer bits */
  int32_t left_shift;
  int32_t lowest_difference; /* anything below counts as nothing */
} softmax_s8_t;

#define ONE INT32_MAX
#define QUARTER (1 << 24) /* of 5 integer bits */

/* Doubled high half of the product, to nearest, ties up. */
static int32_t high_product(int32_t a, int32_t b) {
  return (int32_t)(((int64_t)a * b + (1 << 30)) >> 31);
}

/* Divided by a power of two, to nearest, ties away from zero. */
static int32_t shift_right_rounded(int32_t value, int32_t exponent) {
  int32_t mask = (int32_t)((1u << exponent) - 1u);
  return (value >> exponent) + ((value & mask) > (mask >> 1) + (value < 0));
}

/* exp(x) for x in [-1/4, 0): the first terms of its series around -1/8. */
static int32_t exp_of_fraction(int32_t value) {
  int32_t x = value + (1 << 28);
  int32_t x2 = high_product(x, x);
  int32_t x3 = high_product(x2, x);
  int32_t x4_over_4 = shift_right_rounded(high_product(x2, x2), 2);
  int32_t tail = shift_right_rounded(high_product(x4_over_4 + x3, 715827883) + x2, 1);
  return 1895147668 + high_product(1895147668, x + tail);
}

/* exp(x) for x <= 0 of 5 integer bits, as a fraction. */
static int32_t exp_of_negative(int32_t value) {
  /* exp(-1/4), exp(-1/2), exp(-1), ... exp(-16) */
  static const int32_t factors[7] = {1672461947, 1302514674, 790015084, 290630308,
                                     39332535,   720401,     242};
  if (value == 0) return ONE;
  int32_t fraction = (value & (QUARTER - 1)) - QUARTER;
  int32_t quarters = (fraction - value) / QUARTER;
  int32_t result = exp_of_fraction(fraction * 32);
  for (int32_t i = 0; i < 7; ++i) {
    if (quarters & (1 << i)) result = high_product(result, factors[i]);
  }
  return result;
}

/* 1 / (1 + x) for x in (0, 1), by Newton and Raphson from 48/17 - 32/17 x. */
static int32_t one_over_one_plus(int32_t value) {
  int32_t half_denominator = (int32_t)(((int64_t)value + ONE + 1) / 2);
  int32_t x = 1515870810 + high_product(half_denominator, -1010580540);
  for (int32_t i = 0; i < 3; ++i) {
    x += high_product(x, (1 << 29) - high_product(half_denominator, x)) * 4;
  }
  return x >= 1 << 30 ? ONE : x * 2;
}

static int32_t softmax_exp(const softmax_s8_t* op, int32_t difference) {
  int32_t shifted = (int32_t)((uint32_t)difference << op->left_shift);
  return exp_of_negative(high_product(shifted, op->multiplier));
}

static void softmax_row(const softmax_s8_t* op, const int8_t* input, int8_t* output) {
  int32_t largest = -128;
  int32_t sum = 0; /* of 12 integer bits */
  int32_t bits_over_one = 12;
  for (int32_t i = 0; i < op->columns; ++i) {
    if (input[i] > largest) largest = input[i];
  }
  for (int32_t i = 0; i < op->columns; ++i) {
    int32_t difference = input[i] - largest;
    if (difference >= op->lowest_difference) {
      sum += shift_right_rounded(softmax_exp(op, difference), 12);
    }
  }
  uint32_t mantissa = (uint32_t)sum;
  for (; mantissa < 0x80000000u; mantissa <<= 1) --bits_over_one;
  int32_t scale = one_over_one_plus((int32_t)(mantissa - 0x80000000u));
  for (int32_t i = 0; i < op->columns; ++i) {
    int32_t difference = input[i] - largest;
    int32_t value = 0;
    if (difference >= op->lowest_difference) {
      value =
          shift_right_rounded(high_product(scale, softmax_exp(op, difference)), bits_over_one + 23);
    }
    output[i] = (int8_t)(value > 255 ? 127 : value - 128);
  }
}

static void softmax_s8(const softmax_s8_t* op, const int8_t* input, int8_t* output) {
  for (int32_t i = 0; i < op->rows; ++i) {
    softmax_row(op, input + i * op->columns, output + i * op->columns);
  }
}
