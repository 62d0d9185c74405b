/* Sum of two inputs, each brought to a common scale of 20 more bits first. */
#include "requantize.h"
#include "broadcast.h"

typedef struct {
  broadcast_t shape;
  int32_t a_zero_point;
  int32_t a_multiplier;
  int32_t a_shift;
  int32_t b_zero_point;
  int32_t b_multiplier;
  int32_t b_shift;
  int32_t multiplier;
  int32_t shift;
  int32_t zero_point;
} add_s8_t;

#define ADD_HEADROOM_BITS 20

static inline int32_t add_operand(int32_t value, int32_t multiplier, int32_t shift) {
  int32_t high =
      scale_narrow(value * (1 << ADD_HEADROOM_BITS), (int32_t)((uint32_t)multiplier << 1));
  int32_t half = (1 << shift) >> 1;
  return shift == 0 ? high : (high + half + (high >> 31)) >> shift;
}

static void add_s8(const add_s8_t* op, const int8_t* a, const int8_t* b, int8_t* output) {
  const broadcast_t* s = &op->shape;
  for (int32_t i = 0; i < s->sizes[0]; ++i) {
    for (int32_t j = 0; j < s->sizes[1]; ++j) {
      for (int32_t k = 0; k < s->sizes[2]; ++k) {
        const int8_t* p = a + i * s->a_strides[0] + j * s->a_strides[1] + k * s->a_strides[2];
        const int8_t* q = b + i * s->b_strides[0] + j * s->b_strides[1] + k * s->b_strides[2];
        for (int32_t n = 0; n < s->sizes[3]; ++n, p += s->a_strides[3], q += s->b_strides[3]) {
          int32_t sum = add_operand(*p - op->a_zero_point, op->a_multiplier, op->a_shift) +
                        add_operand(*q - op->b_zero_point, op->b_multiplier, op->b_shift);
          *output++ = (int8_t)requantize(sum, op->multiplier, op->shift, op->zero_point);
        }
      }
    }
  }
}
