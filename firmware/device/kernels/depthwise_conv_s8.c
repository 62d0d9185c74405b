/* Depthwise convolution, one channel after the other.
 *
 * A channel's image is extracted to a plane of 16-bit values with its padding around it; there,
 * horizontal neighbours are pairs, so one instruction serves two taps. Once extracted, a channel's
 * bytes are free: with one output per input channel, the output may lie upon the input.
 * The host swaps the axes when the filter is one column, and zero-fills dilated filter rows. */
#include "products.h"
#include "requantize.h"
#include "depthwise_3x3.h"

typedef struct {
  int32_t rows; /* of the input, and how far apart they are */
  int32_t row_stride;
  int32_t columns;
  int32_t column_stride;
  int32_t channels;
  int32_t multiplier_count; /* outputs per input channel */
  int32_t plane_rows;
  int32_t plane_columns; /* even */
  int32_t pad_top;
  int32_t pad_left;
  int32_t filter_rows;
  int32_t filter_columns;
  int32_t dilation_rows;
  int32_t dilation_columns;
  int32_t tap_pairs; /* in a row of the filter */
  int32_t stride_rows;
  int32_t stride_columns;
  int32_t output_rows;
  int32_t output_row_stride;
  int32_t output_columns;
  int32_t output_column_stride;
  int32_t is_3x3; /* with neighbouring taps and a stride of 1 */
  int32_t input_zero_point;
  int32_t zero_point;
  const int8_t* weights; /* channel by channel, each row by row */
  const int32_t* bias;
  const int32_t* multiplier;
  const int8_t* shift;
} depthwise_conv_s8_t;

static inline void store_half(int8_t* to, int32_t value) {
  int16_t half = (int16_t)value;
  COPY_BYTES(to, &half, sizeof half);
}

static void clear_plane(const depthwise_conv_s8_t* op, int8_t* plane) {
  for (int32_t i = 0; i < op->plane_rows * op->plane_columns; ++i) {
    store_half(plane + 2 * i, op->input_zero_point);
  }
}

static void extract_plane(const depthwise_conv_s8_t* op, const int8_t* input, int8_t* plane) {
  plane += 2 * (op->pad_top * op->plane_columns + op->pad_left);
  for (int32_t row = 0; row < op->rows; ++row) {
    const int8_t* from = input + row * op->row_stride;
    int8_t* to = plane + 2 * row * op->plane_columns;
    for (int32_t i = op->columns; i > 0; --i, from += op->column_stride, to += 2) {
      store_half(to, *from);
    }
  }
}

/* Taps as pairs of 16-bit values, zeros where a dilated filter skips and to make it even. */
static void extend_taps(const depthwise_conv_s8_t *op, const int8_t *weights, int8_t *taps) {
  for (int32_t i = 0; i < op->filter_rows * op->tap_pairs * 2; ++i) store_half(taps + 2 * i, 0);
  for (int32_t row = 0; row < op->filter_rows; ++row, taps += 4 * op->tap_pairs) {
    for (int32_t column = 0; column < op->filter_columns; ++column) {
      store_half(taps + 2 * column * op->dilation_columns, *weights++);
    }
  }
}

/* The sum of one output whose filter's corner lies at `corner`. */
static inline int32_t convolve_at(const depthwise_conv_s8_t *op, const int8_t *corner,
                                  const int8_t *taps, int32_t sum) {
  int32_t pitch = 2 * op->plane_columns * op->dilation_rows;
  for (int32_t row = op->filter_rows; row > 0; --row, corner += pitch) {
    const int8_t *from = corner;
    for (int32_t i = op->tap_pairs; i > 0; --i, from += 4, taps += 4) {
      sum = add_products(load_halves(from), load_halves(taps), sum);
    }
  }
  return sum;
}

static void convolve_plane(const depthwise_conv_s8_t *op, const int8_t *plane, const int8_t *taps,
                           int32_t channel, int8_t *output) {
  int32_t bias = op->bias[channel];
  int32_t multiplier = op->multiplier[channel];
  int32_t shift = op->shift[channel];
  for (int32_t y = 0; y < op->output_rows; ++y) {
    const int8_t *corner = plane + 2 * y * op->stride_rows * op->plane_columns;
    int8_t *to = output + y * op->output_row_stride;
    for (int32_t x = op->output_columns; x > 0; --x, corner += 2 * op->stride_columns) {
      int32_t sum = convolve_at(op, corner, taps, bias);
      *to = (int8_t)requantize(sum, multiplier, shift, op->zero_point);
      to += op->output_column_stride;
    }
  }
}

static void convolve_plane_3x3(const depthwise_conv_s8_t *op, const int8_t *plane,
                               const int8_t *weights, int32_t channel, int8_t *output) {
  row_3x3_t row = row_3x3(weights, op->bias[channel], op->output_column_stride);
  row.scale = narrow_scale(op->multiplier[channel], op->shift[channel], op->zero_point);
  for (int32_t y = op->output_rows; y > 0; --y, plane += 2 * op->plane_columns) {
    row.end = plane + 2 * op->output_columns;
    convolve_row_3x3(plane, 2 * op->plane_columns - 4, &row, output);
    output += op->output_row_stride;
  }
}

static void depthwise_conv_s8(const depthwise_conv_s8_t* op, const int8_t* input, int8_t* output,
                              int32_t* scratch) {
  int8_t *taps = (int8_t *)scratch;
  int8_t *plane = taps + 4 * op->filter_rows * op->tap_pairs;
  const int8_t* weights = op->weights;
  int32_t channel = 0;
  clear_plane(op, plane);
  for (int32_t i = 0; i < op->channels; ++i) {
    extract_plane(op, input + i, plane);
    for (int32_t j = 0; j < op->multiplier_count; ++j, ++channel) {
      if (op->is_3x3 && op->shift[channel] > 0) {
        convolve_plane_3x3(op, plane, weights, channel, output + channel);
      } else {
        extend_taps(op, weights, taps);
        convolve_plane(op, plane, taps, channel, output + channel);
      }
      weights += op->filter_rows * op->filter_columns;
    }
  }
}
