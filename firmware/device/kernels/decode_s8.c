/* All weights of a layer at once. */
#include "codes.h"

/* Returns the memory behind the weights, from the next word on. */
static int32_t* decode_s8(const codes_s8_t* codes, int32_t* to) {
  code_reader_t reader = open_codes(codes);
  read_codes(&reader, codes->count, (int8_t*)to);
  return to + (codes->count + 3) / 4;
}
