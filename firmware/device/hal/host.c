/* The firmware as a program of the computer: records come in on standard input, the serial port's
   bytes go out on standard output.

   A record is the letter 'a' and one block of sound (160 little-endian int16), or the letter 's',
   a length of 1..255 and as many bytes for the serial port. Sound waits here for the firmware, so
   none is ever lost.

   What pins and keys would do is said on standard error: "pin MS NUMBER LEVEL" with a level of 0 or
   1, and "key MS MODIFIERS USAGE". */
#include "hal/hal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#endif

#include "app.h"

#define TICKS_PER_SECOND 1000000

static uint8_t sound[2 * HAL_BLOCK_SAMPLES];
static bool has_sound;
static uint8_t received[255];
static size_t received_count;
static size_t received_taken;
static unsigned long blocks;

void hal_start(void) {
#ifdef _WIN32
  _setmode(_fileno(stdin), _O_BINARY);
  _setmode(_fileno(stdout), _O_BINARY);
#endif
}

bool hal_audio_read(int16_t block[HAL_BLOCK_SAMPLES]) {
  if (!has_sound) {
    return false;
  }
  for (size_t i = 0; i < HAL_BLOCK_SAMPLES; i++) {
    const uint16_t bits = (uint16_t)(sound[2 * i] | sound[2 * i + 1] << 8);
    block[i] = (int16_t)bits;
  }
  has_sound = false;
  blocks++;
  return true;
}

uint32_t hal_audio_dropped(void) { return 0; }

uint32_t hal_audio_age(void) { return 0; }

int hal_serial_read(void) {
  return received_taken < received_count ? received[received_taken++] : -1;
}

void hal_serial_write(const char* data, size_t count) {
  if (fwrite(data, 1, count, stdout) != count) {
    exit(EXIT_FAILURE); /* nobody reads any more */
  }
}

/* Processor time, so that other programs do not count. */
uint32_t hal_ticks(void) {
  return (uint32_t)((uint64_t)clock() * TICKS_PER_SECOND / CLOCKS_PER_SEC);
}

uint32_t hal_ticks_per_second(void) { return TICKS_PER_SECOND; }

uint32_t hal_stack_used(void) { return 0; }

/* Flushed together with the lines that were sent before, so that each finds the other. */
static void show(const char* what, unsigned first, unsigned second) {
  (void)fflush(stdout);
  (void)fprintf(stderr, "%s %lu %u %u\n", what, blocks * HAL_BLOCK_MS, first, second);
  (void)fflush(stderr);
}

void hal_pin_write(uint8_t pin, bool high) { show("pin", pin, high); }

void hal_keyboard_press(uint8_t modifiers, uint8_t usage) { show("key", modifiers, usage); }

static void read_or_leave(void* target, size_t count) {
  if (fread(target, 1, count, stdin) != count) {
    exit(EXIT_SUCCESS); /* the computer has hung up */
  }
}

/* Waits for the next record. */
void hal_idle(void) {
  if (received_taken < received_count) {
    return;
  }
  (void)fflush(stdout);
  uint8_t kind;
  read_or_leave(&kind, 1);
  if (kind == 'a') {
    read_or_leave(sound, sizeof sound);
    has_sound = true;
  } else if (kind == 's') {
    uint8_t count;
    read_or_leave(&count, 1);
    read_or_leave(received, count);
    received_count = count;
    received_taken = 0;
  } else {
    (void)fprintf(stderr, "A record starts with byte %u; expected 'a' or 's'.\n", kind);
    exit(EXIT_FAILURE);
  }
}

int main(void) {
  ww_app_start();
  for (;;) {
    ww_app_poll();
  }
}
