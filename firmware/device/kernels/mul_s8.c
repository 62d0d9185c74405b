/* Product of two inputs. */
#include "requantize.h"
#include "broadcast.h"

typedef struct {
  broadcast_t shape;
  int32_t a_zero_point;
  int32_t b_zero_point;
  int32_t multiplier;
  int32_t shift;
  int32_t zero_point;
} mul_s8_t;

static void mul_s8(const mul_s8_t* op, const int8_t* a, const int8_t* b, int8_t* output) {
  const broadcast_t* s = &op->shape;
  for (int32_t i = 0; i < s->sizes[0]; ++i) {
    for (int32_t j = 0; j < s->sizes[1]; ++j) {
      for (int32_t k = 0; k < s->sizes[2]; ++k) {
        const int8_t* p = a + i * s->a_strides[0] + j * s->a_strides[1] + k * s->a_strides[2];
        const int8_t* q = b + i * s->b_strides[0] + j * s->b_strides[1] + k * s->b_strides[2];
        for (int32_t n = 0; n < s->sizes[3]; ++n, p += s->a_strides[3], q += s->b_strides[3]) {
          int32_t product = (*p - op->a_zero_point) * (*q - op->b_zero_point);
          *output++ = (int8_t)requantize(product, op->multiplier, op->shift, op->zero_point);
        }
      }
    }
  }
}
