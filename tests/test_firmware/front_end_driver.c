/* Plays a script of pushes and resets through the front end; all files hold native integers.
   usage: driver raw|int8|root SCRIPT OUTPUT
   raw, int8: the script is a row of { int32 n; int16 samples[n] }, where n = -1 means reset and
   has no samples; out come frames of uint16 or int8.
   root: the script is a row of uint64; out come their uint32 roots. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frontend.h"
#include "microfrontend.h"
#include "microfrontend_stages.h"

static bool push_raw(const int16_t **samples, size_t *count, FILE *out) {
  uint16_t frame[WW_CHANNELS];
  bool ready;
  const size_t taken = ww_microfrontend_push(*samples, *count, frame, &ready);
  *samples += taken;
  *count -= taken;
  return !ready || fwrite(frame, sizeof frame, 1, out) == 1;
}

static bool push_int8(const int16_t **samples, size_t *count, FILE *out) {
  int8_t frame[WW_CHANNELS];
  bool ready;
  const size_t taken = ww_frontend_push(*samples, *count, frame, &ready);
  *samples += taken;
  *count -= taken;
  return !ready || fwrite(frame, sizeof frame, 1, out) == 1;
}

static bool play(FILE *in, FILE *out, bool raw) {
  int32_t count;
  while (fread(&count, sizeof count, 1, in) == 1) {
    if (count < 0) {
      raw ? ww_microfrontend_reset() : ww_frontend_reset();
      continue;
    }
    /* Exactly as large as needed, so that a sanitizer sees reads beyond the end. */
    int16_t *samples = malloc((size_t)count * sizeof *samples + 1);
    const int16_t *rest = samples;
    size_t left = (size_t)count;
    bool good = samples != NULL && fread(samples, sizeof *samples, left, in) == left;
    while (good && left > 0) {
      good = raw ? push_raw(&rest, &left, out) : push_int8(&rest, &left, out);
    }
    free(samples);
    if (!good) {
      return false;
    }
  }
  return true;
}

static bool take_roots(FILE *in, FILE *out) {
  uint64_t number;
  while (fread(&number, sizeof number, 1, in) == 1) {
    const uint32_t root = ww_square_root(number);
    if (fwrite(&root, sizeof root, 1, out) != 1) {
      return false;
    }
  }
  return true;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    return 2;
  }
  FILE *in = fopen(argv[2], "rb");
  FILE *out = fopen(argv[3], "wb");
  if (in == NULL || out == NULL) {
    return 3;
  }
  const bool raw = strcmp(argv[1], "raw") == 0;
  const bool good = strcmp(argv[1], "root") == 0 ? take_roots(in, out) : play(in, out, raw);
  return fclose(out) == 0 && fclose(in) == 0 && good ? 0 : 1;
}
