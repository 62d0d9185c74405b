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
  int32_t every_place; /* stride 1 along rows and columns */
  int32_t is_3x3;      /* with neighbouring taps */
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
    int32_t step = op->column_stride;
    int32_t i = op->columns;
    for (; i > 1; i -= 2, to += 4) {
      int32_t first = *from;
      int32_t second = from[step];
      from += 2 * step;
      store_half(to, first);
      store_half(to + 2, second);
    }
    if (i) store_half(to, *from);
  }
}

/* Taps as pairs for places 0 and 1, one after the other: those of place 1 are shifted by one value.
 * Zeros fill what a dilated filter skips, and both ends. */
static void extend_taps(const depthwise_conv_s8_t* op, const int8_t* weights, int8_t* taps) {
  for (int32_t i = 0; i < op->filter_rows * op->tap_pairs * 4; ++i) store_half(taps + 2 * i, 0);
  for (int32_t row = 0; row < op->filter_rows; ++row, taps += 8 * op->tap_pairs) {
    for (int32_t column = 0; column < op->filter_columns; ++column) {
      int32_t first = column * op->dilation_columns;
      int32_t second = first + 1;
      store_half(taps + (first >> 1) * 8 + (first & 1) * 2, *weights);
      store_half(taps + (second >> 1) * 8 + 4 + (second & 1) * 2, *weights++);
    }
  }
}

/* The sum of one output whose filter's corner lies at `corner`. */
static inline int32_t convolve_at(const depthwise_conv_s8_t* op, const int8_t* corner,
                                  const int8_t* taps, int32_t sum) {
  int32_t pitch = 2 * op->plane_columns * op->dilation_rows;
  for (int32_t row = op->filter_rows; row > 0; --row, corner += pitch) {
    const int8_t* from = corner;
    for (int32_t i = op->tap_pairs; i > 0; --i, from += 4, taps += 8) {
      sum = add_products(load_halves(from), load_halves(taps), sum);
    }
  }
  return sum;
}

static void convolve_plane(const depthwise_conv_s8_t* op, const int8_t* plane, const int8_t* taps,
                           int32_t channel, int8_t* output) {
  int32_t bias = op->bias[channel];
  int32_t multiplier = op->multiplier[channel];
  int32_t shift = op->shift[channel];
  for (int32_t y = 0; y < op->output_rows; ++y) {
    const int8_t* corner = plane + 2 * y * op->stride_rows * op->plane_columns;
    int8_t* to = output + y * op->output_row_stride;
    for (int32_t x = op->output_columns; x > 0; --x, corner += 2 * op->stride_columns) {
      int32_t sum = convolve_at(op, corner, taps, bias);
      *to = (int8_t)requantize(sum, multiplier, shift, op->zero_point);
      to += op->output_column_stride;
    }
  }
}

/* The same at every place, four outputs of a row at once: each word that is read meets the taps of
 * two places, twice. */
static void convolve_plane_by_four(const depthwise_conv_s8_t* op, const int8_t* plane,
                                   const int8_t* taps, int32_t channel, int8_t* output) {
  int32_t bias = op->bias[channel];
  int32_t pitch = 2 * op->plane_columns * op->dilation_rows;
  int32_t step = op->output_column_stride;
  narrow_scale_t scale = narrow_scale(op->multiplier[channel], op->shift[channel], op->zero_point);
  for (int32_t y = 0; y < op->output_rows; ++y, plane += 2 * op->plane_columns) {
    int8_t* to = output + y * op->output_row_stride;
    const int8_t* corner = plane;
    for (int32_t left = op->output_columns; left > 0; left -= 4, corner += 8, to += 4 * step) {
      int32_t a = bias, b = bias, c = bias, d = bias;
      const int8_t* tap = taps;
      const int8_t* line = corner;
      for (int32_t row = op->filter_rows; row > 0; --row, line += pitch) {
        const int8_t* from = line;
        uint32_t word = load_halves(from);
        for (int32_t i = op->tap_pairs; i > 0; --i, tap += 8) {
          uint32_t even = load_halves(tap), odd = load_halves(tap + 4);
          a = add_products(word, even, a);
          b = add_products(word, odd, b);
          from += 4;
          word = load_halves(from);
          c = add_products(word, even, c);
          d = add_products(word, odd, d);
        }
      }
      to[0] = (int8_t)requantize_narrow(a, scale);
      if (left > 1) to[step] = (int8_t)requantize_narrow(b, scale);
      if (left > 2) to[2 * step] = (int8_t)requantize_narrow(c, scale);
      if (left > 3) to[3 * step] = (int8_t)requantize_narrow(d, scale);
    }
  }
}

static void convolve_plane_3x3(const depthwise_conv_s8_t* op, const int8_t* plane,
                               const int8_t* weights, int32_t channel, int8_t* output) {
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
  int8_t* taps = (int8_t*)scratch;
  int8_t* plane = taps + 8 * op->filter_rows * op->tap_pairs;
  const int8_t* weights = op->weights;
  int32_t channel = 0;
  clear_plane(op, plane);
  for (int32_t i = 0; i < op->channels; ++i) {
    extract_plane(op, input + i, plane);
    for (int32_t j = 0; j < op->multiplier_count; ++j, ++channel) {
      int narrow = op->every_place && op->shift[channel] > 0;
      if (narrow && op->is_3x3) {
        convolve_plane_3x3(op, plane, weights, channel, output + channel);
      } else {
        extend_taps(op, weights, taps);
        (narrow ? convolve_plane_by_four : convolve_plane)(op, plane, taps, channel,
                                                           output + channel);
      }
      weights += op->filter_rows * op->filter_columns;
    }
  }
}
