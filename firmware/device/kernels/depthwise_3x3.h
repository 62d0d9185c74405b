/* A row of outputs of a 3x3 filter on a plane of 16-bit values, two outputs at once: they share the
 * two words of each of the three lines that they read. */

typedef struct {
  uint32_t left[3];  /* of each line of the filter, taps 0 and 1 */
  uint32_t right[3]; /* and taps 1 and 2 */
  int32_t bias;
  narrow_scale_t scale;
  int32_t output_stride;
  const int8_t* end; /* of the line's places for the filter's corner */
} row_3x3_t;

/* A pair of neighbours, the first one in the lower half. */
static inline uint32_t load_halves(const int8_t* from) {
#if defined(__ARM_FEATURE_DSP)
  uint32_t word;
  COPY_BYTES(&word, from, sizeof word);
  return word;
#else
  int16_t halves[2];
  COPY_BYTES(halves, from, sizeof halves);
  return (uint32_t)(uint16_t)halves[0] | (uint32_t)(uint16_t)halves[1] << 16;
#endif
}

static row_3x3_t row_3x3(const int8_t* weights, int32_t bias, int32_t output_stride) {
  row_3x3_t row = {{0}, {0}, bias, {0, 0, 0}, output_stride, 0};
  for (int32_t i = 0; i < 3; ++i, weights += 3) {
    row.left[i] = (uint32_t)(uint16_t)weights[0] | (uint32_t)weights[1] << 16;
    row.right[i] = (uint32_t)(uint16_t)weights[1] | (uint32_t)weights[2] << 16;
  }
  return row;
}

#if defined(__ARM_FEATURE_DSP) && defined(__thumb2__)

/* One line: r12 and lr are its two words, r2 and r3 the sums of the two outputs. */
#define LINE_3X3(pointer, left, right) \
  "ldrd r12, lr, [" pointer            \
  "], #4\n"                            \
  "smlad r2, r12, " left               \
  ", r2\n"                             \
  "smlad r3, lr, " right               \
  ", r3\n"                             \
  "smlabt r2, lr, " right              \
  ", r2\n"                             \
  "smlabt r3, " left ", r12, r3\n"

/* All registers are in use: r0 the corner, r1 from the end of a read to the next line, r4 to r9 the
 * taps, r10 a line or the shift, r11 the output. The rest of `row` is copied to the stack. */
static void convolve_row_3x3(const int8_t* corner, int32_t next_line, const row_3x3_t* row,
                             int8_t* output) {
  register const int8_t* r0 __asm__("r0") = corner;
  register int32_t r1 __asm__("r1") = next_line;
  register const row_3x3_t* r2 __asm__("r2") = row;
  register int8_t* r3 __asm__("r3") = output;
  __asm__ volatile(
      "push {r3-r11}\n"
      "ldmia r2!, {r4-r9}\n"
      "ldmia r2, {r2, r3, r10, r11, r12, lr}\n"
      "push {r2, r3, r10, r11, r12, lr}\n"
      "ldr r11, [sp, #24]\n"
      "1:\n"
      "ldr r2, [sp]\n"
      "mov r3, r2\n" LINE_3X3("r0", "r4", "r7")
      "add r10, r0, r1\n" LINE_3X3("r10", "r5", "r8")
      "add r10, r10, r1\n" LINE_3X3("r10", "r6", "r9")
      "ldrd r12, lr, [sp, #4]\n"
      "ldr r10, [sp, #12]\n"
      "smmlar r2, r2, r12, r2\n"
      "smmlar r3, r3, r12, r3\n"
      "add r12, lr, r2\n"
      "add lr, lr, r3\n"
      "add r12, r12, r2, asr #31\n"
      "add lr, lr, r3, asr #31\n"
      "asr r12, r12, r10\n"
      "asr lr, lr, r10\n"
      "ssat r12, #8, r12\n"
      "ssat lr, #8, lr\n"
      "ldrd r2, r3, [sp, #16]\n"
      "cmp r3, r0\n"
      "strb r12, [r11]\n"
      "it cs\n"
      "strbcs lr, [r11, r2]\n"
      "add r11, r11, r2, lsl #1\n"
      "bhi 1b\n"
      "add sp, sp, #24\n"
      "pop {r3-r11}\n"
      : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3)
      :
      : "r12", "lr", "cc", "memory");
}

#else

/* Sum of the halves of one word, and of one half of the next, with the taps of one line. */
static int32_t line_3x3(uint32_t pair, uint32_t pair_taps, uint32_t half, uint32_t half_tap,
                        int32_t sum) {
  return add_products(half & 0xffffu, half_tap, add_products(pair, pair_taps, sum));
}

static void convolve_row_3x3(const int8_t* corner, int32_t next_line, const row_3x3_t* row,
                             int8_t* output) {
  for (; corner < row->end; corner += 4, output += 2 * row->output_stride) {
    int32_t sums[2] = {row->bias, row->bias};
    const int8_t* line = corner;
    for (int32_t i = 0; i < 3; ++i, line += next_line + 4) {
      uint32_t left = load_halves(line);
      uint32_t right = load_halves(line + 4);
      sums[0] = line_3x3(left, row->left[i], right, row->right[i] >> 16, sums[0]);
      sums[1] = line_3x3(right, row->right[i], left >> 16, row->left[i], sums[1]);
    }
    output[0] = (int8_t)requantize_narrow(sums[0], row->scale);
    if (corner + 4 <= row->end) {
      output[row->output_stride] = (int8_t)requantize_narrow(sums[1], row->scale);
    }
  }
}

#endif
