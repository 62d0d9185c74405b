/* When the model runs, and over what.

   After every WW_STRIDE_FRAMES frames it runs over the last WW_FRAMES frames; before the first
   frame these are silence. A model that streams is given the new frames only and remembers what it
   needs of the others; any other is given a window. Both give the same logits. */
#ifndef WW_INFERENCE_H
#define WW_INFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model.h"
#include "ww_config.h"

#ifdef WW_MODEL_FROM_PACK
#define WW_ARENA_BYTES model_arena_used()
#elif defined(MODEL_STREAM_FRAMES)
#define WW_ARENA_BYTES MODEL_STREAM_ARENA_BYTES
#else
#define WW_ARENA_BYTES MODEL_ARENA_BYTES
#endif

#ifdef WW_MODEL_FROM_PACK

/* Opens the model pack and sets the interpreter up. To be called once, before all others. */
void ww_inference_start(void);

/* NULL when the model runs, else why not, as a sentence. */
const char* ww_inference_trouble(void);

#else

/* A model that is compiled in is always there. */
static inline void ww_inference_start(void) {}
static inline const char* ww_inference_trouble(void) { return NULL; }

#endif

/* Forgets all frames. */
void ww_inference_reset(void);

/* Takes a frame; true when it is time to run. */
bool ww_inference_push(const int8_t frame[WW_CHANNELS]);

void ww_inference_run(int8_t logits[WW_LABEL_LIMIT]);

#endif
