/* Frames of features on stdin, logits on stdout. A first byte of 1 resets the model. */
#include <stdio.h>

#include "model.h"

int main(void) {
  int8_t frame[MODEL_BANDS];
  int8_t logits[MODEL_LABELS];
  model_reset();
  int command;
  while ((command = getchar()) != EOF) {
    if (command == 1) {
      model_reset();
    } else if (fread(frame, 1, sizeof(frame), stdin) == sizeof(frame) &&
               model_push(frame, logits)) {
      fwrite(logits, 1, sizeof(logits), stdout);
    }
  }
  return 0;
}
