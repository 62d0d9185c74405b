/* An Arduino Uno in simavr behind a pty, in real time, with a boot loader.

     uno_port optiboot.hex readings.u16

   Prints the pty's path. The chip starts in its boot loader; its converter hears the readings over
   and over. A pty carries no DTR, whose pulse resets a real Uno when its port is opened: here the
   byte that avrdude says first ("0", which begins none of our commands) resets it after a pause.
   Ends with its standard input. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <simavr/sim_hex.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "uno_chip.h"

#define SLICE_CYCLES 16000u /* 1 ms */
#define MCUSR 0x54
#define EXTRF 2
#define STK_GET_SYNC '0'
#define PAUSE_SLICES 300u
#define RING 4096u

static int port;
static unsigned char waiting[RING];
static size_t waiting_first;
static size_t waiting_count;

static uint32_t next_reading(void) { return reading_at(taken % sound_readings); }

static void received(unsigned char byte) {
  if (write(port, &byte, 1) < 0 && errno != EAGAIN) {
    exit(3);
  }
}

static void slept(avr_cycle_count_t cycles) { (void)cycles; }

static void pull_reset(void) {
  avr_reset(avr);
  avr->data[MCUSR] = EXTRF;
}

static void open_port(void) {
  port = posix_openpt(O_RDWR | O_NOCTTY);
  if (port < 0 || grantpt(port) != 0 || unlockpt(port) != 0) {
    perror("pty");
    exit(2);
  }
  /* Held open, so that the port outlives those who use it. */
  const int other_end = open(ptsname(port), O_RDWR | O_NOCTTY);
  struct termios settings;
  tcgetattr(other_end, &settings);
  cfmakeraw(&settings);
  tcsetattr(other_end, TCSANOW, &settings);
  fcntl(port, F_SETFL, O_NONBLOCK);
  printf("%s\n", ptsname(port));
  fflush(stdout);
}

/* Take what the computer sent; a new conversation with the boot loader resets the chip. */
static void listen_to_computer(void) {
  static unsigned silent_slices = PAUSE_SLICES;
  unsigned char bytes[256];
  const ssize_t count = read(port, bytes, RING - waiting_count < 256 ? RING - waiting_count : 256);
  if (count <= 0) {
    ++silent_slices;
    return;
  }
  if (silent_slices >= PAUSE_SLICES && bytes[0] == STK_GET_SYNC) {
    pull_reset();
    waiting_count = 0;
  }
  silent_slices = 0;
  for (ssize_t i = 0; i < count; ++i) {
    waiting[(waiting_first + waiting_count++) % RING] = bytes[i];
  }
}

static void hand_over(void) {
  if (may_send && waiting_count > 0) {
    avr_raise_irq(serial_in, waiting[waiting_first]);
    waiting_first = (waiting_first + 1) % RING;
    --waiting_count;
  }
}

static void keep_time(struct timespec* due) {
  due->tv_nsec += 1000000;
  if (due->tv_nsec >= 1000000000) {
    due->tv_nsec -= 1000000000;
    ++due->tv_sec;
  }
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, due, NULL);
}

static void load_boot_loader(const char* path) {
  uint32_t size = 0;
  uint32_t start = 0;
  uint8_t* code = read_ihex_file(path, &size, &start);
  if (code == NULL) {
    exit(2);
  }
  memset(avr->flash, 0xFF, avr->flashend + 1);
  memcpy(avr->flash + start, code, size);
  free(code);
  avr->pc = start;
  avr->reset_pc = start;
  avr->codeend = avr->flashend;
}

int main(int count, char** arguments) {
  if (count != 3) {
    return 2;
  }
  read_sound(arguments[2]);
  make_chip();
  load_boot_loader(arguments[1]);
  wire_chip();
  open_port();
  struct timespec due;
  clock_gettime(CLOCK_MONOTONIC, &due);
  struct pollfd parent = {.fd = STDIN_FILENO, .events = POLLIN};
  while (poll(&parent, 1, 0) == 0) {
    listen_to_computer();
    for (const avr_cycle_count_t end = avr->cycle + SLICE_CYCLES; avr->cycle < end;) {
      const int state = avr_run(avr);
      if (state == cpu_Crashed || state == cpu_Done) {
        fprintf(stderr, "the chip stopped\n");
        return 3;
      }
      hand_over();
    }
    keep_time(&due);
  }
  return 0;
}
