/* Convolution as products with patches: four patches (or the last one or two) are gathered, then
 * meet all channels.
 *
 * The input's zero point is folded into the bias on the host; outside the image, patches hold the
 * zero point, which then adds nothing. Patches that lie within the image and whose rows are whole
 * words are extended straight from it, others are gathered byte by byte first. */
#include "patches.h"
#include "requantize.h"

typedef struct {
  int32_t input_height;
  int32_t input_width;
  int32_t channels;
  int32_t filter_height;
  int32_t filter_width;
  int32_t stride_height;
  int32_t stride_width;
  int32_t dilation_height;
  int32_t dilation_width;
  int32_t pad_top;
  int32_t pad_left;
  int32_t output_width;
  int32_t pixels; /* of the output */
  int32_t output_channels;
  int32_t quads;      /* of the filter's depth, the last one filled up */
  int32_t whole_rows; /* a row of the filter is whole words of the image */
  int32_t input_zero_point;
  int32_t zero_point;
  const int8_t* weights;
  const int32_t* bias;
  const int32_t* multiplier;
  const int8_t* shift;
} conv_s8_t;

static void extend_words(const int8_t* from, int32_t quads, int32_t* lane, int32_t lanes) {
  for (; quads > 0; --quads, from += 4, lane += 2 * lanes) {
    uint32_t word = load_word(from);
    lane[0] = (int32_t)even_pair(word);
    lane[lanes] = (int32_t)odd_pair(word);
  }
}

static void gather_whole_rows(const conv_s8_t* op, const int8_t* input, int32_t top, int32_t left,
                              int32_t* lane, int32_t lanes) {
  int32_t row_quads = op->filter_width * op->channels / 4;
  int32_t pitch = op->input_width * op->channels;
  int32_t zero_pair = (int32_t)((uint32_t)op->input_zero_point & 0xffffu) |
                      (int32_t)((uint32_t)op->input_zero_point << 16);
  for (int32_t row = 0; row < op->filter_height; ++row, top += op->dilation_height) {
    if (top >= 0 && top < op->input_height) {
      extend_words(input + top * pitch + left * op->channels, row_quads, lane, lanes);
    } else {
      for (int32_t i = 0; i < 2 * row_quads; ++i) lane[i * lanes] = zero_pair;
    }
    lane += row_quads * 2 * lanes;
  }
}

static void gather_bytes(const conv_s8_t* op, const int8_t* input, int32_t top, int32_t left,
                         int8_t* patch) {
  for (int32_t row = 0; row < op->filter_height; ++row, top += op->dilation_height) {
    int32_t x = left;
    for (int32_t column = 0; column < op->filter_width; ++column, x += op->dilation_width) {
      const int8_t* pixel = input + (top * op->input_width + x) * op->channels;
      if (top >= 0 && top < op->input_height && x >= 0 && x < op->input_width) {
        for (int32_t i = 0; i < op->channels; ++i) *patch++ = pixel[i];
      } else {
        for (int32_t i = 0; i < op->channels; ++i) *patch++ = (int8_t)op->input_zero_point;
      }
    }
  }
}

static void gather_patch(const conv_s8_t* op, const int8_t* input, int32_t pixel, int32_t* lane,
                         int32_t lanes, int8_t* bytes) {
  int32_t y = pixel / op->output_width;
  int32_t top = y * op->stride_height - op->pad_top;
  int32_t left = (pixel - y * op->output_width) * op->stride_width - op->pad_left;
  if (op->whole_rows && left >= 0 && left + op->filter_width <= op->input_width) {
    gather_whole_rows(op, input, top, left, lane, lanes);
  } else {
    gather_bytes(op, input, top, left, bytes);
    extend_words(bytes, op->quads, lane, lanes);
  }
}

/* Any channel's sums of up to four pixels as outputs. */
static void store_any(const conv_s8_t* op, int32_t channel, const int32_t* sums, int32_t count,
                      int8_t* output) {
  for (int32_t i = 0; i < count; ++i) {
    output[i * op->output_channels + channel] =
        (int8_t)requantize(sums[i], op->multiplier[channel], op->shift[channel], op->zero_point);
  }
}

/* The sums of up to four pixels of a channel whose scale is narrow. */
static inline void store_narrow(const int32_t* sums, narrow_scale_t scale, int32_t count,
                                int8_t* output, int32_t step) {
  output[0] = (int8_t)requantize_narrow(sums[0], scale);
  if (count > 1) output[step] = (int8_t)requantize_narrow(sums[1], scale);
  if (count > 2) output[2 * step] = (int8_t)requantize_narrow(sums[2], scale);
  if (count > 3) output[3 * step] = (int8_t)requantize_narrow(sums[3], scale);
}

/* All channels of up to four pixels whose patches are ready. */
static void convolve_patches(const conv_s8_t* op, const int32_t* patches, int32_t lanes,
                             int32_t count, int8_t* output) {
  const int8_t* weights = op->weights;
  const int32_t* bias = op->bias;
  const int32_t* multiplier = op->multiplier;
  const int8_t* shift = op->shift;
  int32_t channels = op->output_channels;
  int32_t quads = op->quads;
  int32_t zero_point = op->zero_point;
  int32_t sums[2 * LANES];
  int32_t channel = 0;
  for (; channel + 1 < channels; channel += 2, weights += 8 * quads) {
    sums[0] = bias[channel];
    sums[LANES] = bias[channel + 1];
    (lanes == LANES ? multiply_two_channels : multiply_two_by_two)(weights, patches, quads, sums);
    if (shift[channel] > 0 && shift[channel + 1] > 0) {
      int8_t* to = output + channel;
      narrow_scale_t a = narrow_scale(multiplier[channel], shift[channel], zero_point);
      narrow_scale_t b = narrow_scale(multiplier[channel + 1], shift[channel + 1], zero_point);
      store_narrow(sums, a, count, to, channels);
      store_narrow(sums + LANES, b, count, to + 1, channels);
    } else {
      store_any(op, channel, sums, count, output);
      store_any(op, channel + 1, sums + LANES, count, output);
    }
  }
  if (channel < channels) {
    sums[0] = bias[channel];
    multiply_one_channel(weights, patches, lanes, quads, sums);
    store_any(op, channel, sums, count, output);
  }
}

static void conv_s8(const conv_s8_t* op, const int8_t* input, int8_t* output, int32_t* scratch) {
  int32_t most_lanes = op->pixels > FEW_LANES ? LANES : FEW_LANES;
  int8_t* bytes = (int8_t*)(scratch + op->quads * 2 * most_lanes);
  for (int32_t pixel = 0; pixel < op->pixels; pixel += LANES) {
    int32_t count = op->pixels - pixel < LANES ? op->pixels - pixel : LANES;
    int32_t lanes = count > FEW_LANES ? LANES : FEW_LANES;
    for (int32_t i = 0; i < count; ++i) {
      gather_patch(op, input, pixel + i, scratch + i, lanes, bytes);
    }
    convolve_patches(op, scratch, lanes, count, output);
    output += count * op->output_channels;
  }
}
