/* One thread fills the ring with numbered samples while another empties it, each with pauses of its
   own; the reader checks that what it got is in order and that every gap was told. Prints the
   blocks that it read and those that were lost. */
#include "audio_ring.h"

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

static ww_audio_ring_t ring;
static uint32_t samples_to_push;
static int finished;

static uint32_t random_below(uint32_t* state, uint32_t limit) {
  *state = *state * 1664525u + 1013904223u;
  return (*state >> 16) % limit;
}

static void rest(uint32_t turns) {
  for (uint32_t i = 0; i < turns; i++) {
    (void)sched_yield();
  }
}

static void* write_sound(void* nothing) {
  uint32_t state = 1;
  uint32_t pushed = 0;
  while (pushed < samples_to_push) {
    int16_t samples[400];
    uint32_t count = 1 + random_below(&state, 400);
    if (count > samples_to_push - pushed) {
      count = samples_to_push - pushed;
    }
    for (uint32_t i = 0; i < count; i++) {
      samples[i] = (int16_t)(uint16_t)(pushed + i);
    }
    pushed += count;
    (void)ww_ring_push(&ring, samples, count, pushed);
    if (random_below(&state, 4) == 0) {
      rest(random_below(&state, 60));
    }
  }
  __atomic_store_n(&finished, 1, __ATOMIC_RELEASE);
  return nothing;
}

static void fail(const char* what, uint32_t block) {
  (void)fprintf(stderr, "block %" PRIu32 ": %s\n", block, what);
  exit(EXIT_FAILURE);
}

/* Checks one block that begins where `next` samples were there; returns how many were there at
   its end, which its clock tells, as that counts samples. Sixteen bits number a sample, so a gap
   shows in them but for multiples of 65536. */
static uint32_t check(const int16_t* block, const ww_block_note_t* note, uint32_t next,
                      uint32_t number) {
  uint32_t seen = next;
  for (uint32_t i = 0; i < HAL_BLOCK_SAMPLES; i++) {
    seen += 1u + (uint16_t)((uint16_t)block[i] - seen);
  }
  if (note->complete < seen || (note->complete - seen) % 65536u != 0) {
    fail("its end is at another time than its last sample", number);
  }
  const uint32_t lost = note->complete - (number + 1u) * HAL_BLOCK_SAMPLES;
  if (note->dropped != lost / HAL_BLOCK_SAMPLES) {
    fail("more or less was lost than it says", number);
  }
  return note->complete;
}

int main(int argc, char** argv) {
  samples_to_push = argc == 2 ? (uint32_t)strtoul(argv[1], NULL, 10) : 0;
  ww_ring_start(&ring, 1);
  pthread_t writer;
  if (pthread_create(&writer, NULL, write_sound, NULL) != 0) {
    fail("there is no thread", 0);
  }
  uint32_t state = 2;
  uint32_t read = 0;
  uint32_t next = 0;
  ww_block_note_t note = {0, 0};
  bool last_look = false;
  for (;;) {
    int16_t block[HAL_BLOCK_SAMPLES];
    if (ww_ring_read(&ring, block, &note)) {
      next = check(block, &note, next, read);
      read++;
    } else if (last_look) {
      break;
    } else {
      last_look = __atomic_load_n(&finished, __ATOMIC_ACQUIRE) != 0;
    }
    if (random_below(&state, 200) == 0) {
      rest(random_below(&state, 400));
    }
  }
  if (pthread_join(writer, NULL) != 0) {
    fail("the writer cannot be joined", read);
  }
  (void)printf("%" PRIu32 " %" PRIu32 " %" PRIu32 "\n", read, ring.dropped,
               ring.filled + ring.lost);
  return EXIT_SUCCESS;
}
