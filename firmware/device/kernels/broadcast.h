/* Element-wise operators of two inputs: up to four dimensions; a stride of 0 repeats an input. */
typedef struct {
  int32_t sizes[4];
  int32_t a_strides[4];
  int32_t b_strides[4];
} broadcast_t;
