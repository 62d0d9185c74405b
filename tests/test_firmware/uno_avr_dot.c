/* Sums of products with weights out of flash; each as four bytes, then the cycles of the longest,
   on the serial port. */
#include "uno_avr.h"

#include <string.h>

#include "uno_input.h" /* COUNT, ROWS, starts[], weights[], values[] */
#include "uno_layers.h"

int main(void) {
  static int8_t row[COUNT];
  uint32_t longest = 0;
  begin();
  for (uint8_t at = 0; at < ROWS; ++at) {
    memcpy_P(row, &values[at * COUNT], COUNT);
    const int32_t start = (int16_t)pgm_read_word(&starts[at]);
    for (uint16_t count = 0; count <= COUNT; count += COUNT / 5) {
      const uint32_t before = cycles();
      const int32_t sum = uno_dot(start, &weights[at * COUNT], row, (uint8_t)count);
      const uint32_t spent = cycles() - before;
      longest = spent > longest ? spent : longest;
      put_bytes((const int8_t*)&sum, sizeof sum);
    }
  }
  put_number('M', longest);
  end();
}
