/* Plays a script through the detector.
   usage: driver SCRIPT OUTPUT
   The script is a row of { uint8 command; ... }: 0 resets, 1 is followed by the logits of one run,
   2 by { uint8 label; uint16 threshold }, 3 asks for the labels' names.
   A run writes { uint16 label or 65535; uint16 score; uint16 scores[labels] }, a threshold writes
   { uint16 accepted }, names are written with their zeros. */
#include <stdio.h>
#include <string.h>

#include "detector.h"

static void write_u16(unsigned value, FILE* out) {
  const uint16_t number = (uint16_t)value;
  fwrite(&number, sizeof number, 1, out);
}

static void run(FILE* in, FILE* out) {
  int8_t logits[WW_LABEL_COUNT];
  if (fread(logits, 1, sizeof logits, in) != sizeof logits) {
    return;
  }
  ww_detection_t detection = {0, 0};
  const bool fired = ww_detector_push(logits, &detection);
  write_u16(fired ? detection.label : 65535u, out);
  write_u16(fired ? detection.score : 0u, out);
  for (unsigned label = 0; label < WW_LABEL_COUNT; ++label) {
    write_u16(ww_detector_score((uint8_t)label), out);
  }
}

static void set_threshold(FILE* in, FILE* out) {
  uint16_t threshold = 0;
  const int label = fgetc(in);
  if (fread(&threshold, sizeof threshold, 1, in) == 1) {
    write_u16(ww_detector_set_threshold((uint8_t)label, threshold), out);
  }
}

static void write_names(FILE* out) {
  for (unsigned label = 0; label < WW_LABEL_COUNT; ++label) {
    fwrite(ww_labels[label], 1, strlen(ww_labels[label]) + 1, out);
  }
}

int main(int argc, char** argv) {
  if (argc != 3) {
    return 2;
  }
  FILE* in = fopen(argv[1], "rb");
  FILE* out = fopen(argv[2], "wb");
  if (in == NULL || out == NULL) {
    return 3;
  }
  for (int command = fgetc(in); command != EOF; command = fgetc(in)) {
    switch (command) {
      case 0:
        ww_detector_reset();
        break;
      case 1:
        run(in, out);
        break;
      case 2:
        set_threshold(in, out);
        break;
      default:
        write_names(out);
    }
  }
  return fclose(out) == 0 && fclose(in) == 0 ? 0 : 1;
}
