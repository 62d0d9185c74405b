/* Frames of features out of flash through a model; logits, then cycles of the longest push and
   stack, on the serial port. */
#include "uno_avr.h"

#include <string.h>

#include "model.h"
#include "uno_input.h" /* INPUT_COUNT, frames[] */

int main(void) {
  static int8_t frame[MODEL_BANDS];
  static int8_t logits[MODEL_LABELS];
  uint32_t longest = 0;
  begin();
  model_reset();
  for (uint16_t i = 0; i < INPUT_COUNT; ++i) {
    memcpy_P(frame, &frames[i * MODEL_BANDS], MODEL_BANDS);
    const uint32_t before = cycles();
    const bool answered = model_push(frame, logits);
    const uint32_t spent = cycles() - before;
    longest = spent > longest ? spent : longest;
    if (answered) {
      put_bytes(logits, MODEL_LABELS);
    }
  }
  put_number('M', longest);
  end();
}
