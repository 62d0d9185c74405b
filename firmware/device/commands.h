/* What the computer may ask for, and the state that this changes. */
#ifndef WW_COMMANDS_H
#define WW_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "inference.h"
#include "pipeline.h"
#include "protocol.h"

typedef struct {
  bool scores; /* a score line after every run */
  bool audio;  /* an audio line for every block */
  bool replay; /* the microphone is ignored, sound or features come as commands */
  /* Blocks since the start or, while replaying, since that began. */
  uint32_t blocks;
  uint32_t next_stat_ms;
} ww_state_t;

#define WW_STAT_MS 1000u

extern ww_state_t ww_state;

/* Carries a command out and answers it. */
void ww_command_run(const ww_command_t* command);

void ww_say_hello(void);

/* The error line of a board whose model does not run; nothing where it does. */
static inline void ww_say_trouble(void) {
  if (ww_inference_trouble() != NULL) {
    ww_line_error(ww_inference_trouble());
  }
}

/* The lines that a step of the pipeline leads to. */
void ww_say_step(const ww_step_t* step);

#endif
