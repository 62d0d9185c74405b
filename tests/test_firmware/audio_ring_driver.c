/* Carries out a script on the ring of blocks: records of three little-endian int32 (what, count,
   now). Pushed samples are numbered on. Each read is answered with whether there was a block, its
   note and its samples. */
#include "audio_ring.h"

#include <stdio.h>
#include <stdlib.h>

enum { PUSH, LOSE, READ };

#define MOST_SAMPLES 4096

static ww_audio_ring_t ring;
static int16_t next_sample;

static void push(size_t count, uint32_t now) {
  int16_t samples[MOST_SAMPLES];
  for (size_t i = 0; i < count; i++) {
    samples[i] = next_sample;
    next_sample = next_sample == INT16_MAX ? INT16_MIN : (int16_t)(next_sample + 1);
  }
  (void)ww_ring_push(&ring, samples, count, now);
}

static void read_one(FILE* out) {
  int16_t block[HAL_BLOCK_SAMPLES] = {0};
  ww_block_note_t note = {0, 0};
  const uint32_t has_block = ww_ring_read(&ring, block, &note);
  (void)fwrite(&has_block, sizeof has_block, 1, out);
  (void)fwrite(&note, sizeof note, 1, out);
  (void)fwrite(block, sizeof block, 1, out);
}

int main(int argc, char** argv) {
  if (argc != 4) {
    return EXIT_FAILURE;
  }
  ww_ring_start(&ring, (uint32_t)atoi(argv[1]));
  FILE* in = fopen(argv[2], "rb");
  FILE* out = fopen(argv[3], "wb");
  if (in == NULL || out == NULL) {
    return EXIT_FAILURE;
  }
  int32_t record[3];
  while (fread(record, sizeof record, 1, in) == 1) {
    if (record[0] == PUSH) {
      push((size_t)record[1], (uint32_t)record[2]);
    } else if (record[0] == LOSE) {
      ww_ring_lose(&ring, (size_t)record[1]);
    } else {
      read_one(out);
    }
  }
  return fclose(in) == 0 && fclose(out) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
