/* An Arduino Uno in simavr: readings out of a file into its converter, its serial port on stdout.

     uno_board firmware.elf readings.u16 [line ...]

   Each further argument is a line that the computer sends after the greeting. The last line on
   stdout is ours: {"type":"simulator"} with cycles since the first conversion, how many of them it
   slept, and conversions. */
#include <simavr/sim_elf.h>
#include <string.h>

#include "uno_chip.h"

#define END_SILENCE 16000u /* readings after the sound, so that all of it is worked on */
#define SILENT_READING 512u

static avr_cycle_count_t asleep;
static avr_cycle_count_t first_conversion;
static bool greeted;
static char** lines_to_send;
static size_t at_in_line;

static uint32_t next_reading(void) {
  first_conversion = taken == 0 ? avr->cycle : first_conversion;
  return taken < sound_readings ? reading_at(taken) : SILENT_READING;
}

static void received(unsigned char byte) {
  putchar(byte);
  greeted = greeted || byte == '\n';
}

static void slept(avr_cycle_count_t cycles) { asleep += cycles; }

static void send_next(void) {
  if (!greeted || !may_send || *lines_to_send == NULL) {
    return;
  }
  const char byte = (*lines_to_send)[at_in_line];
  avr_raise_irq(serial_in, byte == '\0' ? '\n' : (unsigned char)byte);
  ++at_in_line;
  if (byte == '\0') {
    ++lines_to_send;
    at_in_line = 0;
  }
}

int main(int count, char** arguments) {
  if (count < 3) {
    return 2;
  }
  read_sound(arguments[2]);
  lines_to_send = arguments + 3;
  make_chip();
  elf_firmware_t firmware;
  memset(&firmware, 0, sizeof firmware);
  if (elf_read_firmware(arguments[1], &firmware) != 0) {
    return 2;
  }
  firmware.frequency = CLOCK_HZ;
  avr_load_firmware(avr, &firmware);
  wire_chip();
  int state = cpu_Running;
  for (unsigned step = 0; state != cpu_Done && state != cpu_Crashed; ++step) {
    state = avr_run(avr);
    if (taken > sound_readings + END_SILENCE) {
      break;
    }
    if (step % 4096u == 0) {
      send_next();
    }
  }
  printf(
      "{\"type\":\"simulator\",\"cycles\":%llu,\"asleep\":%llu,\"conversions\":%zu,"
      "\"crashed\":%s}\n",
      (unsigned long long)(avr->cycle - first_conversion), (unsigned long long)asleep, taken,
      state == cpu_Crashed ? "true" : "false");
  return 0;
}
