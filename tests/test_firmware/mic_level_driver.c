/* Turns a file of little-endian int32 slots into int16 samples, with the gain given. */
#include "mic_level.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  if (argc != 4) {
    return EXIT_FAILURE;
  }
  const int32_t gain = atoi(argv[1]);
  FILE* in = fopen(argv[2], "rb");
  FILE* out = fopen(argv[3], "wb");
  if (in == NULL || out == NULL) {
    return EXIT_FAILURE;
  }
  ww_mic_level_t level = {0};
  int32_t slot;
  while (fread(&slot, sizeof slot, 1, in) == 1) {
    const int16_t sample = ww_mic_level_sample(&level, slot, gain);
    (void)fwrite(&sample, sizeof sample, 1, out);
  }
  return fclose(in) == 0 && fclose(out) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
