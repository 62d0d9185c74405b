/* Depthwise convolution along columns whose weights lie in the scratch memory once decoded. */
#include "depthwise_columns_s8.c"
#include "decode_s8.c"

static void depthwise_columns_decoded_s8(const depthwise_columns_s8_t* op, const codes_s8_t* codes,
                                         const int8_t* input, int8_t* output, int32_t* scratch) {
  depthwise_columns_s8_t decoded = *op;
  decoded.weights = (const int8_t*)scratch;
  decode_s8(codes, scratch);
  depthwise_columns_s8(&decoded, input, output);
}
