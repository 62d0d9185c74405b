/* Writes a text in pieces to a port that takes or refuses each part as a script says; what the port
   took goes to the output, the count of refused lines to standard output.

   The script: pairs of bytes, a piece's length and whether the port takes what comes meanwhile. */
#include "whole_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static FILE* out;
static bool takes;

static bool port(const char* bytes, size_t count) {
  return takes && fwrite(bytes, 1, count, out) == count;
}

int main(int argc, char** argv) {
  if (argc != 4) {
    return EXIT_FAILURE;
  }
  FILE* text = fopen(argv[1], "rb");
  FILE* script = fopen(argv[2], "rb");
  out = fopen(argv[3], "wb");
  if (text == NULL || script == NULL || out == NULL) {
    return EXIT_FAILURE;
  }
  static ww_whole_lines_t lines;
  uint8_t step[2];
  while (fread(step, sizeof step, 1, script) == 1) {
    char piece[255];
    takes = step[1] != 0;
    const size_t count = fread(piece, 1, step[0], text);
    ww_whole_lines_put(&lines, piece, count, port);
  }
  (void)printf("%" PRIu32 "\n", lines.refused);
  return fclose(out) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
