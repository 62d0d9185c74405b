/* All that an export holds, in a row: readings of the converter on stdin, logits on stdout. */
#include <stdio.h>

#include "model.h"
#include "model_labels.h"
#include "uno_frontend.h"

int main(void) {
  static const char* const names[] = MODEL_LABEL_NAMES;
  uint16_t reading;
  int8_t features[MODEL_BANDS];
  int8_t logits[MODEL_LABELS];
  uno_frontend_reset();
  model_reset();
  while (fread(&reading, sizeof(reading), 1, stdin) == 1) {
    uno_frontend_reading(reading);
    while (uno_frontend_frame(features)) {
      if (model_push(features, logits)) {
        fwrite(logits, 1, sizeof(logits), stdout);
      }
    }
  }
  for (unsigned label = 0; label < sizeof(names) / sizeof(names[0]); ++label) {
    fprintf(stderr, "%s\n", names[label]);
  }
  return 0;
}
