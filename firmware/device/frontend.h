/* The front end of the model: 16 kHz sound in, int8 features out every WW_STEP_MS, the numbers of
   `features` in audio/frontend.py. One instance, static memory. */
#ifndef WW_FRONTEND_H
#define WW_FRONTEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ww_config.h"

/* Forget all sound. To be called before the first push. */
void ww_frontend_reset(void);

/* Take samples until a frame is ready or all are taken.
   frame: written only when a frame gets ready, which sets *ready.
   Returns how many samples were taken; call again with the rest. */
size_t ww_frontend_push(const int16_t* samples, size_t count, int8_t frame[WW_CHANNELS],
                        bool* ready);

#endif
