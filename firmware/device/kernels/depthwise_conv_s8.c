/* Depthwise convolution, one channel after the other.
 *
 * A channel's image is extracted to a plane of 16-bit values with its padding around it; there,
 * horizontal neighbours are pairs, so one instruction serves two taps. Once extracted, a channel's
 * bytes are free: with one output per input channel, the output may lie upon the input.
 * The host swaps the axes when the filter is one column, and zero-fills dilated filter rows. */
#include "products.h"
#include "requantize.h"

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

static inline uint32_t load_halves(const int8_t* from) {
  uint32_t word;
  COPY_BYTES(&word, from, sizeof word);
  return word;
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
static void extend_taps(const depthwise_conv_s8_t* op, const int8_t* weights, int32_t* taps) {
  int8_t* bytes = (int8_t*)taps;
  for (int32_t i = 0; i < op->filter_rows * op->tap_pairs; ++i) taps[i] = 0;
  for (int32_t row = 0; row < op->filter_rows; ++row, bytes += 4 * op->tap_pairs) {
    for (int32_t column = 0; column < op->filter_columns; ++column) {
      store_half(bytes + 2 * column * op->dilation_columns, *weights++);
    }
  }
}

static void convolve_plane(const depthwise_conv_s8_t* op, const int8_t* plane, const int32_t* taps,
                           int32_t channel, int8_t* output) {
  channel_scale_t scale =
      channel_scale(op->multiplier[channel], op->shift[channel], op->zero_point);
  int32_t pitch = 2 * op->plane_columns;
  for (int32_t y = 0; y < op->output_rows; ++y) {
    const int8_t* corner = plane + y * op->stride_rows * pitch;
    int8_t* to = output + y * op->output_row_stride;
    for (int32_t x = 0; x < op->output_columns; ++x) {
      const int32_t* tap = taps;
      const int8_t* line = corner;
      int32_t sum = op->bias[channel];
      for (int32_t row = op->filter_rows; row > 0; --row) {
        const int8_t* from = line;
        for (int32_t i = op->tap_pairs; i > 0; --i, from += 4) {
          sum = add_products(load_halves(from), (uint32_t)*tap++, sum);
        }
        line += op->dilation_rows * pitch;
      }
      *to = requantize(sum, scale);
      to += op->output_column_stride;
      corner += 2 * op->stride_columns;
    }
  }
}

static void depthwise_conv_s8(const depthwise_conv_s8_t* op, const int8_t* input, int8_t* output,
                              int32_t* scratch) {
  int32_t* taps = scratch;
  int8_t* plane = (int8_t*)(taps + op->filter_rows * op->tap_pairs);
  const int8_t* weights = op->weights;
  int32_t channel = 0;
  clear_plane(op, plane);
  for (int32_t i = 0; i < op->channels; ++i) {
    extract_plane(op, input + i, plane);
    for (int32_t j = 0; j < op->multiplier_count; ++j, ++channel) {
      extend_taps(op, weights, taps);
      weights += op->filter_rows * op->filter_columns;
      convolve_plane(op, plane, taps, channel, output + channel);
    }
  }
}
