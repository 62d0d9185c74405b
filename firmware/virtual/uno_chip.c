/* The virtual Uno's chip: an ATmega328P in simavr, with a sound on its pin A0 and a wire to its
   serial port, driven 10 ms at a time through standard input and output.

     uno_chip firmware.hex

   To us:   bytes for the serial port (16-bit count, then they), 160 readings of the converter.
   From us: cycles that passed, and those of them that the chip was awake (32 bits each), its output
            pins B, C and D, bytes of its serial port (16-bit count, then they).
   Numbers are little-endian, readings have 16 bits. It ends with its input.

   This file is part of Wakewright. What it is linked with, libsimavr, is under the GNU General
   Public License 3: so the program is compiled on the computer that wants it, and stays apart. */
#include <simavr/avr_adc.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_hex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOCK_HZ 16000000u
#define MILLIVOLTS 5000u
#define FULL_SCALE 1023u
#define BLOCK_READINGS 160u
/* A firmware that starts its converter late has so long for its first readings. */
#define LONGEST_CYCLES CLOCK_HZ
#define SERIAL_BYTES 65535u

static avr_t* avr;
static avr_irq_t* pin;
static avr_irq_t* serial_in;
static bool may_send = true;
static uint16_t readings[BLOCK_READINGS];
static size_t taken;
static avr_cycle_count_t asleep;
static uint8_t to_chip[SERIAL_BYTES];
static size_t to_chip_count;
static size_t to_chip_at;
static uint8_t from_chip[SERIAL_BYTES];
static size_t from_chip_count;

/* The smallest voltage that the converter reads as this. */
static uint32_t millivolts(uint32_t reading) {
  return (reading * MILLIVOLTS + FULL_SCALE - 1) / FULL_SCALE;
}

static void convert(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)value, (void)param;
  if (taken < BLOCK_READINGS) {
    avr_raise_irq(pin, millivolts(readings[taken]));
  }
  ++taken;
}

static void take_byte(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)param;
  if (from_chip_count < SERIAL_BYTES) {
    from_chip[from_chip_count++] = (uint8_t)value;
  }
}

static void go_on(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)value, (void)param;
  may_send = true;
}

static void wait_a_bit(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)value, (void)param;
  may_send = false;
}

/* Asleep, simavr would let real time pass. */
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

static void listen_on(uint32_t type, int index, avr_irq_notify_t notify) {
  avr_irq_register_notify(avr_io_getirq(avr, type, index), notify, NULL);
}

static bool make_chip(const char* firmware) {
  avr_global_logger_set(quiet);
  avr = avr_make_mcu_by_name("atmega328p");
  uint32_t size = 0;
  uint32_t start = 0;
  uint8_t* code = avr == NULL ? NULL : read_ihex_file(firmware, &size, &start);
  if (code == NULL || avr_init(avr) != 0 || start + size > avr->flashend + 1) {
    return false;
  }
  memset(avr->flash, 0xFF, avr->flashend + 1);
  memcpy(avr->flash + start, code, size);
  free(code);
  avr->codeend = avr->flashend;
  avr->frequency = CLOCK_HZ;
  avr->vcc = avr->avcc = avr->aref = MILLIVOLTS;
  avr->sleep = sleep_on;
  uint32_t flags = 0;
  avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
  flags &= ~(uint32_t)(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  pin = avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0);
  serial_in = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
  listen_on(AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_OUT_TRIGGER, convert);
  listen_on(AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT, take_byte);
  listen_on(AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON, go_on);
  listen_on(AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF, wait_a_bit);
  return true;
}

static bool read_all(void* into, size_t count) { return fread(into, 1, count, stdin) == count; }

/* The next 10 ms: what the chip gets. Bytes that it had no time for are sent before the new. */
static bool read_block(void) {
  uint8_t head[2];
  uint8_t raw[2 * BLOCK_READINGS];
  if (!read_all(head, sizeof head)) {
    return false;
  }
  const size_t count = head[0] | (size_t)head[1] << 8;
  memmove(to_chip, &to_chip[to_chip_at], to_chip_count - to_chip_at);
  to_chip_count -= to_chip_at;
  to_chip_at = 0;
  if (count > SERIAL_BYTES - to_chip_count || !read_all(&to_chip[to_chip_count], count) ||
      !read_all(raw, sizeof raw)) {
    return false;
  }
  to_chip_count += count;
  for (size_t i = 0; i < BLOCK_READINGS; ++i) {
    readings[i] = (uint16_t)(raw[2 * i] | raw[2 * i + 1] << 8);
  }
  return true;
}

static bool run_block(void) {
  const avr_cycle_count_t began = avr->cycle;
  taken = 0;
  asleep = 0;
  from_chip_count = 0;
  while (taken < BLOCK_READINGS && avr->cycle - began < LONGEST_CYCLES) {
    const int state = avr_run(avr);
    if (state == cpu_Crashed || state == cpu_Done) {
      fprintf(stderr, "the chip stopped at 0x%04x\n", (unsigned)avr->pc);
      return false;
    }
    if (may_send && to_chip_at < to_chip_count) {
      avr_raise_irq(serial_in, to_chip[to_chip_at++]);
    }
  }
  return true;
}

static uint8_t output_pins(char port) {
  avr_ioport_state_t state;
  memset(&state, 0, sizeof state);
  avr_ioctl(avr, AVR_IOCTL_IOPORT_GETSTATE(port), &state);
  return (uint8_t)(state.port & state.ddr);
}

static void put_number(uint32_t number, unsigned bytes) {
  for (; bytes > 0; --bytes, number >>= 8) {
    putchar((int)(number & 0xFFu));
  }
}

static void write_block(uint32_t cycles) {
  put_number(cycles, 4);
  put_number(cycles - (uint32_t)asleep, 4);
  put_number(output_pins('B'), 1);
  put_number(output_pins('C'), 1);
  put_number(output_pins('D'), 1);
  put_number((uint32_t)from_chip_count, 2);
  fwrite(from_chip, 1, from_chip_count, stdout);
  fflush(stdout);
}

int main(int count, char** arguments) {
  if (count != 2 || !make_chip(arguments[1])) {
    fprintf(stderr, "the firmware cannot be loaded\n");
    return 2;
  }
  while (read_block()) {
    const avr_cycle_count_t began = avr->cycle;
    if (!run_block()) {
      return 3;
    }
    write_block((uint32_t)(avr->cycle - began));
  }
  return 0;
}
