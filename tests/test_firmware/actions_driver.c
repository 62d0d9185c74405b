/* Plays a script through the actions, and writes their lines and what the pins and keys did.
   usage: driver SCRIPT OUTPUT
   The script begins with { uint16 count; uint16 bytes; ww_action_t actions[count]; uint8 data[] };
   then each command is { uint8 command; uint8 label; uint32 ms }: 0 resets, 1 goes on in time, 2
   hears the label. Each command's output ends with a line of a single dot. */
#include <stdio.h>
#include <stdlib.h>

#include "actions.h"
#include "hal/hal.h"
#include "ww_action_data.h"

uint16_t test_count;
ww_action_t ww_actions[WW_ACTION_LIMIT];
uint8_t ww_action_bytes[65536];
static FILE* out;

void hal_serial_write(const char* data, size_t count) { fwrite(data, 1, count, out); }

void hal_pin_write(uint8_t pin, bool high) { fprintf(out, "pin %u %d\n", pin, high); }

void hal_keyboard_press(uint8_t modifiers, uint8_t usage) {
  fprintf(out, "key %u %u\n", modifiers, usage);
}

static void take(FILE* in, void* target, size_t count) {
  if (fread(target, 1, count, in) != count) {
    exit(3);
  }
}

int main(int argc, char** argv) {
  FILE* in = argc == 3 ? fopen(argv[1], "rb") : NULL;
  out = argc == 3 ? fopen(argv[2], "wb") : NULL;
  if (in == NULL || out == NULL) {
    return 2;
  }
  uint16_t bytes = 0;
  take(in, &test_count, sizeof test_count);
  take(in, &bytes, sizeof bytes);
  take(in, ww_actions, test_count * sizeof ww_actions[0]);
  take(in, ww_action_bytes, bytes);
  for (int command = fgetc(in); command != EOF; command = fgetc(in)) {
    uint8_t label = 0;
    uint32_t ms = 0;
    take(in, &label, sizeof label);
    take(in, &ms, sizeof ms);
    if (command == 0) {
      ww_actions_reset();
    } else if (command == 1) {
      ww_actions_tick(ms);
    } else {
      ww_actions_hear(label, ms);
    }
    fputs(".\n", out);
  }
  return fclose(out) == 0 && fclose(in) == 0 ? 0 : 1;
}
