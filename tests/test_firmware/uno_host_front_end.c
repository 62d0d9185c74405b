/* Readings of the converter on stdin (uint16), features on stdout; lost samples on stderr. */
#include <stdio.h>

#include "uno_frontend.h"
#include "uno_tables.h"

int main(void) {
  uint16_t reading;
  int8_t features[UNO_BANDS];
  uno_frontend_reset();
  while (fread(&reading, sizeof(reading), 1, stdin) == 1) {
    uno_frontend_reading(reading);
#ifndef NEVER_TAKEN
    while (uno_frontend_frame(features)) {
      fwrite(features, 1, sizeof(features), stdout);
    }
#endif
  }
#ifdef NEVER_TAKEN
  (void)features;
#endif
  fprintf(stderr, "%u", (unsigned)uno_frontend_lost());
  (void)uno_window;
  (void)uno_cosines;
  (void)uno_band_edges;
  (void)uno_reversed_bits;
  return 0;
}
