/* Plays a script of pushes and resets through the front end; all files hold native integers.
   usage: driver raw|int8|root|stages SCRIPT OUTPUT
   raw, int8: the script is a row of { int32 n; int16 samples[n] }, where n = -1 means reset and
   has no samples; out come frames of uint16 or int8.
   root: the script is a row of uint64; out come their uint32 roots.
   stages: the script is a row of { uint32 estimates[40]; uint32 signal[40] }; out come the same two
   after noise reduction, what gain control makes of the signal, and its logarithms, all uint32. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frontend.h"
#include "microfrontend.h"
#include "microfrontend_stages.h"

static bool push_raw(const int16_t** samples, size_t* count, FILE* out) {
  uint16_t frame[WW_CHANNELS];
  bool ready;
  const size_t taken = ww_microfrontend_push(*samples, *count, frame, &ready);
  *samples += taken;
  *count -= taken;
  return !ready || fwrite(frame, sizeof frame, 1, out) == 1;
}

static bool push_int8(const int16_t** samples, size_t* count, FILE* out) {
  int8_t frame[WW_CHANNELS];
  bool ready;
  const size_t taken = ww_frontend_push(*samples, *count, frame, &ready);
  *samples += taken;
  *count -= taken;
  return !ready || fwrite(frame, sizeof frame, 1, out) == 1;
}

static bool play(FILE* in, FILE* out, bool raw) {
  int32_t count;
  while (fread(&count, sizeof count, 1, in) == 1) {
    if (count < 0) {
      raw ? ww_microfrontend_reset() : ww_frontend_reset();
      continue;
    }
    /* Exactly as large as needed, so that a sanitizer sees reads beyond the end. */
    int16_t* samples = malloc((size_t)count * sizeof *samples + 1);
    const int16_t* rest = samples;
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

static bool take_roots(FILE* in, FILE* out) {
  uint64_t number;
  while (fread(&number, sizeof number, 1, in) == 1) {
    const uint32_t root = ww_square_root(number);
    if (fwrite(&root, sizeof root, 1, out) != 1) {
      return false;
    }
  }
  return true;
}

static bool write_channels(const uint32_t values[WW_CHANNELS], FILE* out) {
  return fwrite(values, sizeof *values, WW_CHANNELS, out) == WW_CHANNELS;
}

static bool run_stages(FILE* in, FILE* out) {
  uint32_t given[2][WW_CHANNELS];
  bool good = true;
  while (good && fread(given, sizeof given, 1, in) == 1) {
    uint32_t estimates[WW_CHANNELS], cleaned[WW_CHANNELS], controlled[WW_CHANNELS];
    uint16_t features[WW_CHANNELS];
    uint32_t logarithms[WW_CHANNELS];
    memcpy(estimates, given[0], sizeof estimates);
    memcpy(cleaned, given[1], sizeof cleaned);
    memcpy(controlled, given[1], sizeof controlled);
    ww_noise_reduction(estimates, cleaned);
    ww_pcan(given[0], controlled);
    ww_log_scale(given[1], features);
    for (unsigned channel = 0; channel < WW_CHANNELS; ++channel) {
      logarithms[channel] = features[channel];
    }
    good = write_channels(estimates, out) && write_channels(cleaned, out) &&
           write_channels(controlled, out) && write_channels(logarithms, out);
  }
  return good;
}

static bool run(const char* mode, FILE* in, FILE* out) {
  if (strcmp(mode, "root") == 0) {
    return take_roots(in, out);
  }
  if (strcmp(mode, "stages") == 0) {
    return run_stages(in, out);
  }
  return play(in, out, strcmp(mode, "raw") == 0);
}

int main(int argc, char** argv) {
  if (argc != 4) {
    return 2;
  }
  FILE* in = fopen(argv[2], "rb");
  FILE* out = fopen(argv[3], "wb");
  if (in == NULL || out == NULL) {
    return 3;
  }
  const bool good = run(argv[1], in, out);
  return fclose(out) == 0 && fclose(in) == 0 && good ? 0 : 1;
}
