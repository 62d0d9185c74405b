/* A digital microphone's samples -> the 16 bits that the front end takes: louder by a fixed gain
   and without the constant part, which such microphones have and which would eat into the room for
   sound. */
#ifndef WW_MIC_LEVEL_H
#define WW_MIC_LEVEL_H

#include <stdint.h>

/* What the gain may be, at most. */
#define WW_MIC_GAIN_LIMIT 64

/* Zero at the start. */
typedef struct {
  int32_t mean; /* of the samples so far, in 1/64 of a 24-bit step */
} ww_mic_level_t;

/* One sample. `slot` is as I2S delivers it: 24 bits or fewer, from the top of 32. The mean follows
   within 32 ms at 16 kHz, which takes away what is below 5 Hz. What is too loud is clipped. */
int16_t ww_mic_level_sample(ww_mic_level_t* level, int32_t slot, int32_t gain);

#endif
