/* Copies a block of up to four dimensions, each end with its own strides (in bytes). */
typedef struct {
  int32_t sizes[4];
  int32_t from_strides[4];
  int32_t to_strides[4];
} copy_s8_t;

static void copy_s8(const copy_s8_t* op, const int8_t* from, int8_t* to) {
  for (int32_t a = 0; a < op->sizes[0]; ++a) {
    for (int32_t b = 0; b < op->sizes[1]; ++b) {
      for (int32_t c = 0; c < op->sizes[2]; ++c) {
        const int8_t* source =
            from + a * op->from_strides[0] + b * op->from_strides[1] + c * op->from_strides[2];
        int8_t* target = to + a * op->to_strides[0] + b * op->to_strides[1] + c * op->to_strides[2];
        for (int32_t d = 0; d < op->sizes[3]; ++d) {
          target[d * op->to_strides[3]] = source[d * op->from_strides[3]];
        }
      }
    }
  }
}
