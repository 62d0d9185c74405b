/* The window of a pooling operator, clipped to the image. */
typedef struct {
  int32_t input_height;
  int32_t input_width;
  int32_t channels;
  int32_t filter_height;
  int32_t filter_width;
  int32_t stride_height;
  int32_t stride_width;
  int32_t pad_top;
  int32_t pad_left;
  int32_t output_height;
  int32_t output_width;
} pool_t;

typedef struct {
  int32_t top;
  int32_t bottom;
  int32_t left;
  int32_t right;
} pool_window_t;

static inline pool_window_t pool_window(const pool_t* op, int32_t y, int32_t x) {
  pool_window_t window;
  window.top = y * op->stride_height - op->pad_top;
  window.left = x * op->stride_width - op->pad_left;
  window.bottom = window.top + op->filter_height;
  window.right = window.left + op->filter_width;
  if (window.top < 0) window.top = 0;
  if (window.left < 0) window.left = 0;
  if (window.bottom > op->input_height) window.bottom = op->input_height;
  if (window.right > op->input_width) window.right = op->input_width;
  return window;
}
