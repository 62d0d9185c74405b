/* Products of weights with four patches (the inputs below a filter) at once, or with two.
 *
 * Patches are words of two sign-extended values: for each four values of the filter's depth, the
 * pairs of values 0 and 2 of each patch, then the pairs of values 1 and 3.
 *
 * Weights of channels two by two are bytes: for each four values k of the depth
 *   a[0] b[0] a[2] b[2]  a[1] b[1] a[3] b[3]
 * so that sign extension yields a pair of each channel. An odd last channel is a[0] a[1] a[2] a[3].
 */
#include "word.h"

#define LANES 4
#define FEW_LANES 2
#define WORDS_PER_QUAD 8

#if defined(__ARM_FEATURE_DSP) && defined(__thumb2__)

/* Two values deep: 1 load and 2 extensions of weights, 2 double loads of patches, 8 products. */
#define TWO_DEEP              \
  "ldr r2, [r0], #4\n"        \
  "ldrd r12, lr, [r1], #8\n"  \
  "sxtb16 r3, r2\n"           \
  "sxtb16 r2, r2, ror #8\n"   \
  "smlad r4, r12, r3, r4\n"   \
  "smlad r5, lr, r3, r5\n"    \
  "smlad r8, r12, r2, r8\n"   \
  "smlad r9, lr, r2, r9\n"    \
  "ldrd r12, lr, [r1], #8\n"  \
  "smlad r6, r12, r3, r6\n"   \
  "smlad r7, lr, r3, r7\n"    \
  "smlad r10, r12, r2, r10\n" \
  "smlad r11, lr, r2, r11\n"

/* Two channels by four patches. All fourteen registers are in use, which no compiler achieves: the
 * eight sums stay in r4 to r11, and the end of the patches and `sums` wait on the stack. */
static void multiply_two_channels(const int8_t* weights, const int32_t* patches, int32_t quads,
                                  int32_t* sums) {
  register const int8_t* r0 __asm__("r0") = weights;
  register const int32_t* r1 __asm__("r1") = patches;
  register const int32_t* r2 __asm__("r2") = patches + WORDS_PER_QUAD * quads;
  register int32_t* r3 __asm__("r3") = sums;
  __asm__ volatile(
      "push {r2-r11}\n"
      "ldr r4, [r3]\n"
      "ldr r8, [r3, #16]\n"
      "mov r5, r4\n"
      "mov r6, r4\n"
      "mov r7, r4\n"
      "mov r9, r8\n"
      "mov r10, r8\n"
      "mov r11, r8\n"
      "sub r12, r2, r1\n"
      "tst r12, #32\n" /* an odd number of quads starts in the middle of the loop */
      "bne 2f\n"
      "1:\n" TWO_DEEP TWO_DEEP "2:\n" TWO_DEEP TWO_DEEP
      "ldr r12, [sp]\n"
      "cmp r1, r12\n"
      "bne 1b\n"
      "ldr r12, [sp, #4]\n"
      "stmia r12, {r4-r11}\n"
      "pop {r2-r11}\n"
      : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3)
      :
      : "r12", "lr", "cc", "memory");
}

/* Two channels by two patches: 2 loads, 4 extensions and 8 products for four values. */
static void multiply_two_by_two(const int8_t* weights, const int32_t* patches, int32_t quads,
                                int32_t* sums) {
  register const int8_t* r0 __asm__("r0") = weights;
  register const int32_t* r1 __asm__("r1") = patches;
  register const int32_t* r2 __asm__("r2") = patches + 2 * FEW_LANES * quads;
  register int32_t* r3 __asm__("r3") = sums;
  __asm__ volatile(
      "push {r3-r11}\n"
      "ldr r4, [r3]\n"
      "ldr r6, [r3, #16]\n"
      "mov r5, r4\n"
      "mov r7, r6\n"
      "1:\n"
      "ldmia r1!, {r8-r11}\n"
      "ldrd r12, lr, [r0], #8\n"
      "sxtb16 r3, r12\n"
      "sxtb16 r12, r12, ror #8\n"
      "smlad r4, r8, r3, r4\n"
      "smlad r5, r9, r3, r5\n"
      "smlad r6, r8, r12, r6\n"
      "smlad r7, r9, r12, r7\n"
      "sxtb16 r3, lr\n"
      "sxtb16 lr, lr, ror #8\n"
      "smlad r4, r10, r3, r4\n"
      "smlad r5, r11, r3, r5\n"
      "smlad r6, r10, lr, r6\n"
      "smlad r7, r11, lr, r7\n"
      "cmp r1, r2\n"
      "bne 1b\n"
      "ldr r12, [sp]\n"
      "stmia r12, {r4-r5}\n"
      "str r6, [r12, #16]\n"
      "str r7, [r12, #20]\n"
      "pop {r3-r11}\n"
      : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3)
      :
      : "r12", "lr", "cc", "memory");
}

#else

/* Two channels by four patches; `sums` holds the channels' biases at 0 and 4. */
static void multiply_two_channels(const int8_t* weights, const int32_t* patches, int32_t quads,
                                  int32_t* sums) {
  /* Lane 0, whose places hold the biases, comes last. */
  for (int32_t i = LANES - 1; i >= 0; --i) {
    int32_t a = sums[0];
    int32_t b = sums[LANES];
    const int8_t* weight = weights;
    const int32_t* patch = patches + i;
    for (int32_t pair = 0; pair < 2 * quads; ++pair, weight += 4, patch += LANES) {
      uint32_t word = load_word(weight);
      a = add_products(even_pair(word), (uint32_t)*patch, a);
      b = add_products(odd_pair(word), (uint32_t)*patch, b);
    }
    sums[i] = a;
    sums[LANES + i] = b;
  }
}

/* Two channels by two patches; `sums` as above. */
static void multiply_two_by_two(const int8_t* weights, const int32_t* patches, int32_t quads,
                                int32_t* sums) {
  for (int32_t i = FEW_LANES - 1; i >= 0; --i) {
    int32_t a = sums[0];
    int32_t b = sums[LANES];
    const int8_t* weight = weights;
    const int32_t* patch = patches + i;
    for (int32_t pair = 0; pair < 2 * quads; ++pair, weight += 4, patch += FEW_LANES) {
      uint32_t word = load_word(weight);
      a = add_products(even_pair(word), (uint32_t)*patch, a);
      b = add_products(odd_pair(word), (uint32_t)*patch, b);
    }
    sums[i] = a;
    sums[LANES + i] = b;
  }
}

#endif

/* One channel by all patches; `sums` holds the channel's bias at 0. */
static void multiply_one_channel(const int8_t* weights, const int32_t* patches, int32_t lanes,
                                 int32_t quads, int32_t* sums) {
  for (int32_t i = lanes - 1; i >= 0; --i) {
    int32_t sum = sums[0];
    const int8_t* weight = weights;
    const int32_t* patch = patches + i;
    for (int32_t quad = 0; quad < quads; ++quad, weight += 4, patch += 2 * lanes) {
      uint32_t word = load_word(weight);
      sum = add_products(even_pair(word), (uint32_t)patch[0], sum);
      sum = add_products(odd_pair(word), (uint32_t)patch[lanes], sum);
    }
    sums[i] = sum;
  }
}
