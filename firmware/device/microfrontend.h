/* The audio microfrontend: 16 kHz sound in, a frame of log-mel features every 10 ms, bit for bit
   those of TensorFlow Lite Micro's microfrontend. One instance, static memory. */
#ifndef WW_MICROFRONTEND_H
#define WW_MICROFRONTEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ww_config.h"

/* Forget all sound and all noise estimates. To be called before the first push. */
void ww_microfrontend_reset(void);

/* Take samples until a frame is ready or all are taken.
   features: written only when a frame gets ready, which sets *ready.
   Returns how many samples were taken; call again with the rest. */
size_t ww_microfrontend_push(const int16_t* samples, size_t count, uint16_t features[WW_CHANNELS],
                             bool* ready);

#endif
