#include "audio_ring.h"

#include <string.h>

typedef char ring_is_a_power_of_two[(WW_RING_BLOCKS & (WW_RING_BLOCKS - 1u)) == 0 ? 1 : -1];

/* Two counters are all that both sides touch. Who advances one releases what it did to the block
   before; who looks at the other's acquires that. Of its own counter each side is sure. */
static uint32_t look(const uint32_t* counter) { return __atomic_load_n(counter, __ATOMIC_ACQUIRE); }

static void advance(uint32_t* counter) {
  __atomic_store_n(counter, *counter + 1u, __ATOMIC_RELEASE);
}

void ww_ring_start(ww_audio_ring_t* ring, uint32_t ticks_per_sample) {
  memset(ring, 0, sizeof *ring);
  ring->ticks_per_sample = ticks_per_sample;
}

void ww_ring_lose(ww_audio_ring_t* ring, size_t samples) {
  size_t lost = ring->lost + samples;
  ring->dropped += (uint32_t)(lost / HAL_BLOCK_SAMPLES);
  ring->lost = (uint32_t)(lost % HAL_BLOCK_SAMPLES);
}

bool ww_ring_push(ww_audio_ring_t* ring, const int16_t* samples, size_t count, uint32_t now) {
  bool completed = false;
  while (count > 0) {
    size_t part = HAL_BLOCK_SAMPLES - ring->filled;
    if (part > count) {
      part = count;
    }
    count -= part;
    if (ring->written - look(&ring->read) == WW_RING_BLOCKS) {
      ww_ring_lose(ring, part);
    } else {
      uint32_t slot = ring->written % WW_RING_BLOCKS;
      memcpy(&ring->samples[slot][ring->filled], samples, part * sizeof *samples);
      ring->filled += (uint32_t)part;
      if (ring->filled == HAL_BLOCK_SAMPLES) {
        ring->notes[slot].complete = now - (uint32_t)count * ring->ticks_per_sample;
        ring->notes[slot].dropped = ring->dropped;
        ring->filled = 0;
        advance(&ring->written);
        completed = true;
      }
    }
    samples += part;
  }
  return completed;
}

bool ww_ring_read(ww_audio_ring_t* ring, int16_t block[HAL_BLOCK_SAMPLES], ww_block_note_t* note) {
  if (look(&ring->written) == ring->read) {
    return false;
  }
  uint32_t slot = ring->read % WW_RING_BLOCKS;
  memcpy(block, ring->samples[slot], sizeof ring->samples[slot]);
  *note = ring->notes[slot];
  advance(&ring->read);
  return true;
}
