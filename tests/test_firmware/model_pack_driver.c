/* Opens packs, or hashes messages, from a script: each is a size and as many bytes. A text
   that ends with NUL tells what came of each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model_pack.h"
#include "sha256.h"

#define FRONT_END "feed0123feed0123"

static void tell_pack(FILE* out, const uint8_t* bytes, size_t count) {
  const char* trouble = ww_pack_open(bytes, count, FRONT_END);
  if (trouble != NULL) {
    /* What is not open is empty. */
    fprintf(out, "refused %u %s%c", ww_pack.label_count + (unsigned)strlen(ww_pack.model_hash),
            trouble, '\0');
    return;
  }
  fprintf(out, "open %s %u %u %u", ww_pack.model_hash, ww_pack.stride_frames, ww_pack.smoothing,
          ww_pack.refractory_runs);
  fputs(" |", out);
  for (unsigned i = 0; i < ww_pack.label_count; i++) {
    fprintf(out, " %s %u %u", ww_pack.labels[i], ww_pack.thresholds[i],
            ww_pack.start_thresholds[i]);
  }
  fputs(" |", out);
  for (unsigned i = 0; i < ww_pack.exp_count; i++) {
    fprintf(out, " %u", ww_pack.exp_table[i]);
  }
  fputs(" |", out);
  for (unsigned i = 0; i < ww_pack.action_count; i++) {
    const ww_action_t* action = &ww_pack.actions[i];
    fprintf(out, " %u %s", action->pulse_ms,
            (const char*)&ww_pack.action_bytes[action->what_offset]);
    for (unsigned at = 0; at < 2u * action->stroke_count; at++) {
      fprintf(out, " %u", ww_pack.action_bytes[action->strokes_offset + at]);
    }
  }
  fprintf(out, " | %u", (unsigned)((uintptr_t)ww_pack.model % 16));
  for (unsigned i = 0; i < ww_pack.model_bytes; i++) {
    fprintf(out, " %u", ww_pack.model[i]);
  }
  fputc('\0', out);
}

static void tell_digest(FILE* out, const uint8_t* bytes, size_t count) {
  uint8_t digest[WW_SHA256_BYTES];
  ww_sha256(bytes, count, digest);
  for (unsigned i = 0; i < sizeof digest; i++) {
    fprintf(out, "%02x", digest[i]);
  }
  fputc('\0', out);
}

int main(int count, char** arguments) {
  if (count != 4) {
    return 2;
  }
  FILE* in = fopen(arguments[2], "rb");
  FILE* out = fopen(arguments[3], "wb");
  uint32_t size;
  while (in && out && fread(&size, sizeof size, 1, in) == 1) {
    /* Exactly as large as it is said to be, so that a sanitizer sees a step beyond. */
    uint8_t* bytes = malloc(size ? size : 1);
    if (!bytes || fread(bytes, 1, size, in) != size) {
      return 3;
    }
    (strcmp(arguments[1], "hash") == 0 ? tell_digest : tell_pack)(out, bytes, size);
    free(bytes);
  }
  return in && out && fclose(in) == 0 && fclose(out) == 0 ? 0 : 4;
}
