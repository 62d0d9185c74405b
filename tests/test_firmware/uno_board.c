/* An Arduino Uno in simavr: readings out of a file into its converter, its serial port on stdout.

     uno_board firmware.elf readings.u16 [line ...]

   Each further argument is a line that the computer sends after the greeting. The last line on
   stdout is ours: {"type":"simulator"} with cycles since the first conversion, how many of them it
   slept, and conversions. */
#include <simavr/avr_adc.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOCK_HZ 16000000u
#define MILLIVOLTS 5000u
#define FULL_SCALE 1023u
#define END_SILENCE 16000u /* readings after the sound, so that all of it is worked on */

static avr_t* avr;
static avr_irq_t* pin;
static avr_irq_t* serial_in;
static unsigned char* sound;
static size_t sound_readings;
static size_t taken;
static avr_cycle_count_t asleep;
static avr_cycle_count_t first_conversion;
static bool may_send = true;
static bool greeted;
static char** lines_to_send;
static size_t at_in_line;

/* The smallest voltage that the converter reads as this. */
static uint32_t millivolts(uint32_t reading) {
  return (reading * MILLIVOLTS + FULL_SCALE - 1) / FULL_SCALE;
}

static void convert(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)value, (void)param;
  uint32_t reading = 512;
  if (taken < sound_readings) {
    reading = sound[2 * taken] | (uint32_t)sound[2 * taken + 1] << 8;
  }
  if (taken++ == 0) {
    first_conversion = avr->cycle;
  }
  avr_raise_irq(pin, millivolts(reading));
}

static void received(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)param;
  putchar((int)value);
  greeted = greeted || value == '\n';
}

static void go_on(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)value, (void)param;
  may_send = true;
}

static void wait_a_bit(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)value, (void)param;
  may_send = false;
}

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

/* Time passes as fast as this computer can. */
static void sleep_on(avr_t* chip, avr_cycle_count_t cycles) {
  (void)chip;
  asleep += cycles;
}

static void quiet(avr_t* chip, const int level, const char* format, va_list values) {
  (void)chip;
  if (level <= LOG_ERROR) {
    vfprintf(stderr, format, values);
  }
}

static void read_sound(const char* path) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    exit(2);
  }
  fseek(file, 0, SEEK_END);
  const long size = ftell(file);
  rewind(file);
  sound = malloc((size_t)size + 1);
  sound_readings = fread(sound, 2, (size_t)size / 2, file);
  fclose(file);
}

int main(int count, char** arguments) {
  if (count < 3) {
    return 2;
  }
  read_sound(arguments[2]);
  lines_to_send = arguments + 3;
  avr_global_logger_set(quiet);
  elf_firmware_t firmware;
  memset(&firmware, 0, sizeof firmware);
  if (elf_read_firmware(arguments[1], &firmware) != 0) {
    return 2;
  }
  avr = avr_make_mcu_by_name("atmega328p");
  avr_init(avr);
  firmware.frequency = CLOCK_HZ;
  avr_load_firmware(avr, &firmware);
  avr->frequency = CLOCK_HZ;
  avr->vcc = avr->avcc = avr->aref = MILLIVOLTS;
  avr->sleep = sleep_on;
  uint32_t flags = 0;
  avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
  flags &= ~(uint32_t)(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  pin = avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0);
  serial_in = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_OUT_TRIGGER), convert,
                          NULL);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), received,
                          NULL);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), go_on,
                          NULL);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF),
                          wait_a_bit, NULL);
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
