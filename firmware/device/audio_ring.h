/* Blocks of sound on their way from the microphone to the firmware's core.

   One writer and one reader, which may be two tasks on two cores, or an interrupt and the main
   loop; neither ever waits for the other, and there is no lock. What does not fit is lost at the
   end of the queue and counted to the sample, and each block knows what was lost before it, so
   that time goes on exactly where sound is missing. */
#ifndef WW_AUDIO_RING_H
#define WW_AUDIO_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hal/hal.h"

/* How long the core may be busy before sound is lost: 320 ms, in 10.5 KB. A power of two, so that
   the counters may wrap around. */
#ifndef WW_RING_BLOCKS
#define WW_RING_BLOCKS 32u
#endif

/* What is known of a block besides its sound. */
typedef struct {
  uint32_t complete; /* the clock's ticks when its last sample was there */
  uint32_t dropped;  /* blocks lost since the start, up to its end */
} ww_block_note_t;

typedef struct {
  int16_t samples[WW_RING_BLOCKS][HAL_BLOCK_SAMPLES];
  ww_block_note_t notes[WW_RING_BLOCKS];
  uint32_t written; /* blocks; changed by the writer only */
  uint32_t read;    /* blocks; changed by the reader only */
  /* The writer's own: */
  uint32_t filled; /* samples in the block that is being written */
  uint32_t lost;   /* samples that do not make a block yet */
  uint32_t dropped;
  uint32_t ticks_per_sample;
} ww_audio_ring_t;

/* Empties the ring, before there is a writer. `ticks_per_sample` is of the clock that `now` of
   ww_ring_push comes from. */
void ww_ring_start(ww_audio_ring_t* ring, uint32_t ticks_per_sample);

/* For the writer: sound of any length, whose last sample was there at `now`. True when the reader
   has something new to read. */
bool ww_ring_push(ww_audio_ring_t* ring, const int16_t* samples, size_t count, uint32_t now);

/* For the writer: samples that the microphone's driver lost before what is pushed next. */
void ww_ring_lose(ww_audio_ring_t* ring, size_t samples);

/* For the reader: the oldest block. False when there is none; then nothing is changed. */
bool ww_ring_read(ww_audio_ring_t* ring, int16_t block[HAL_BLOCK_SAMPLES], ww_block_note_t* note);

#endif
