/* Readings out of flash through the front end; frames, then cycles (of the longest window and of
   the longest taking of a reading) and stack, on the serial port. */
#include "uno_avr.h"

#include "uno_frontend.h"
#include "uno_input.h" /* INPUT_COUNT, FRAME_BYTES, readings[] */

int main(void) {
  static int8_t features[FRAME_BYTES];
  uint32_t reading_longest = 0;
  uint32_t window_longest = 0;
  begin();
  uno_frontend_reset();
  for (uint16_t i = 0; i < INPUT_COUNT; ++i) {
    const uint16_t reading = pgm_read_word(&readings[i]);
    uint32_t before = cycles();
    uno_frontend_reading(reading);
    uint32_t spent = cycles() - before;
    reading_longest = spent > reading_longest ? spent : reading_longest;
    before = cycles();
    const bool complete = uno_frontend_frame(features);
    spent = cycles() - before;
    window_longest = spent > window_longest ? spent : window_longest;
    if (complete) {
      put_bytes(features, FRAME_BYTES);
    }
  }
  put_number('R', reading_longest);
  put_number('W', window_longest);
  end();
}
