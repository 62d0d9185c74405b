/* A fully connected layer whose weights are decoded for two channels at a time: each is needed once
 * only, so that two rows of scratch memory are enough. */
#include "fully_connected_s8.c"
#include "codes.h"

static void fully_connected_decoded_s8(const fully_connected_s8_t* op, const codes_s8_t* codes,
                                       const int8_t* input, int8_t* output, int32_t* scratch) {
  code_reader_t reader = open_codes(codes);
  fully_connected_s8_t pair = *op;
  int32_t row_bytes = (op->depth + 3) / 4 * 4;
  pair.weights = (const int8_t*)scratch;
  for (int32_t channel = 0; channel < op->output_channels; channel += 2) {
    pair.output_channels = op->output_channels - channel < 2 ? 1 : 2;
    read_codes(&reader, pair.output_channels * row_bytes, (int8_t*)scratch);
    fully_connected_s8(&pair, input, output + channel);
    pair.bias += pair.output_channels;
    pair.multiplier += pair.output_channels;
    pair.shift += pair.output_channels;
  }
}
