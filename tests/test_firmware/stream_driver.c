/* Streams the frames of the first file through the model, from a reset on, and writes the outputs
 * to the second; then forgets all by a reset and does it again. */
#include <stdio.h>

#include "model.h"

static int stream_all(FILE* from, FILE* to) {
  int8_t frames[MODEL_STREAM_INPUT_BYTES];
  int8_t output[MODEL_OUTPUT_BYTES];
  model_stream_reset();
  while (fread(frames, sizeof frames, 1, from) == 1) {
    model_stream(frames, output);
    if (fwrite(output, sizeof output, 1, to) != 1) return 0;
  }
  return 1;
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  FILE* from = fopen(argv[1], "rb");
  FILE* to = fopen(argv[2], "wb");
  if (!from || !to || !stream_all(from, to) || fseek(from, 0, SEEK_SET) != 0) return 2;
  if (!stream_all(from, to)) return 2;
  fclose(from);
  return fclose(to);
}
