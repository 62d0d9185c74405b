/* A plan in the place of a model that is compiled in: the calls that the engine `baked` would have
   compiled, with their constants, as data. It lies in flash of its own and may be another one at
   the next boot. */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#include "model_sizes.h"

#define MODEL_IS_DATA
/* Some plans see a window in each run, some only what is new. */
#define MODEL_MAY_STREAM

/* Takes a plan, once, that stays where it is (16-byte aligned) and must give `output_bytes` values.
   Returns NULL, or what is wrong, as a sentence. */
const char* model_start(const uint8_t* plan, uint32_t output_bytes);

/* Runs it once: over a window of MODEL_INPUT_BYTES, or over the frames since the last run. */
void model_invoke(const int8_t* input, int8_t* output);

/* New frames of each run of a plan that streams; 0 where it takes windows. */
uint32_t model_stream_frames(void);

/* To be called before the first run: as if all frames so far had been silence. */
void model_stream_reset(void);

/* NULL: a plan that was taken runs. */
const char* model_trouble(void);

/* Bytes of the arena that the plan uses; 0 before it was taken. */
uint32_t model_arena_used(void);

#endif
