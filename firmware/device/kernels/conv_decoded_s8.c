/* A convolution whose weights lie in the first part of the scratch memory once decoded. */
#include "conv_s8.c"
#include "decode_s8.c"

static void conv_decoded_s8(const conv_s8_t* op, const codes_s8_t* codes, const int8_t* input,
                            int8_t* output, int32_t* scratch) {
  conv_s8_t decoded = *op;
  decoded.weights = (const int8_t*)scratch;
  conv_s8(&decoded, input, output, decode_s8(codes, scratch));
}
