/* Runs the model on each input of the first file and writes the outputs to the second. */
#include <stdio.h>

#include "model.h"

int main(int argc, char** argv) {
  static int8_t input[MODEL_INPUT_BYTES];
  static int8_t output[MODEL_OUTPUT_BYTES];
  if (argc != 3) return 2;
  FILE* from = fopen(argv[1], "rb");
  FILE* to = fopen(argv[2], "wb");
  if (!from || !to) return 2;
  while (fread(input, sizeof input, 1, from) == 1) {
    model_invoke(input, output);
    if (fwrite(output, sizeof output, 1, to) != 1) return 2;
  }
  fclose(from);
  return fclose(to);
}
