/* For programs of an ATmega328P that are watched in a simulator: a cycle counter, lines of hex on
   the serial port, and how deep the stack went. */
#ifndef UNO_AVR_H
#define UNO_AVR_H

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>
#include <avr/sleep.h>

extern uint8_t __heap_start;
static volatile uint16_t overflows;

ISR(TIMER1_OVF_vect) { ++overflows; }

static uint32_t cycles(void) {
  cli();
  const uint16_t low = TCNT1;
  uint16_t high = overflows;
  if ((TIFR1 & (1 << TOV1)) && low < 0x8000u) {
    ++high;
  }
  sei();
  return ((uint32_t)high << 16) | low;
}

static void put(char character) {
  while (!(UCSR0A & (1 << UDRE0))) {
  }
  UDR0 = (uint8_t)character;
}

static void put_bytes(const int8_t* bytes, uint8_t count) {
  for (; count > 0; --count) {
    const uint8_t byte = (uint8_t)*bytes++;
    put("0123456789abcdef"[byte >> 4]);
    put("0123456789abcdef"[byte & 15]);
  }
  put('\n');
}

/* A name, a colon and a number. */
static void put_number(char name, uint32_t value) {
  char digits[10];
  uint8_t count = 0;
  do {
    digits[count++] = (char)('0' + value % 10);
    value /= 10;
  } while (value > 0);
  put(name);
  put(':');
  while (count > 0) {
    put(digits[--count]);
  }
  put('\n');
}

static void begin(void) {
  UCSR0A = 1 << U2X0;
  UBRR0 = 0;
  UCSR0B = 1 << TXEN0;
  TCCR1B = 1;
  TIMSK1 = 1;
  for (uint8_t* place = &__heap_start; place < (uint8_t*)(SP - 8); ++place) {
    *place = 0xA5;
  }
  sei();
}

/* Tell how much stack was used and stop: the simulator ends when the chip sleeps for good. */
static void end(void) {
  const uint8_t* place = &__heap_start;
  while (*place == 0xA5) {
    ++place;
  }
  put_number('S', RAMEND - (uint16_t)place + 1u);
  cli();
  sleep_mode();
}

#endif
