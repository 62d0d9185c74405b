/* ATmega328P at 16 MHz (Arduino Uno): an analog microphone on A0, the serial port of the USB
   bridge, the LED on pin 13. Registers as in the data sheet DS40002061B. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <string.h>
#include <util/atomic.h>

#include "uno_app.h"
#include "uno_frontend.h"
#include "uno_hal.h"

#define CYCLES_PER_READING 1000u /* 16 kHz */
#define TICKS_PER_SECOND 16000000u
/* 115,200 baud with doubled speed: 2.1 % off, as with Arduino's own core. */
#define BAUD_DIVIDER 16u
#define RING_BYTES 64u /* a power of two */
/* The longest command names a word; a second one may come while the first is obeyed:
   {"cmd":"threshold","word":"...","value":0.12345} */
#define INPUT_BYTES 112u
#define LED (1u << PORTB5)
#define LED_MS 300u
#define PAINT 0xA5u
/* The mean of the readings follows them slowly: 2^-8 of the way with each that is looked at. */
#define MEAN_SHIFT 8

extern uint8_t __heap_start;

/* 16 bits in the interrupt, which is the most frequent code of all; `uno_hal_ticks` adds the rest.
 */
static volatile uint16_t readings;
static volatile uint16_t led_left_ms;
static volatile uint32_t square_sum;
static volatile uint16_t squares;
static volatile uint16_t lowest = 1023;
static volatile uint16_t highest;
static int32_t mean_scaled = 512L << MEAN_SHIFT;

static volatile uint8_t sent[RING_BYTES];
static volatile uint8_t sent_head;
static volatile uint8_t sent_tail;
static char input[INPUT_BYTES];
static volatile uint8_t input_filled;
static volatile uint8_t input_lines;

/* Boot loaders end by letting the watchdog bite, which then goes on running. */
__attribute__((naked, used, section(".init3"))) static void tie_up_watchdog(void) {
  MCUSR = 0;
  wdt_disable();
}

/* Free memory is painted before main, to see later how deep the stack went. */
__attribute__((naked, used, section(".init3"))) static void paint(void) {
  __asm__ volatile(
      "ldi r30, lo8(__heap_start)\n\t"
      "ldi r31, hi8(__heap_start)\n\t"
      "ldi r24, %0\n\t"
      "ldi r25, hi8(%1)\n"
      "1: st Z+, r24\n\t"
      "cpi r30, lo8(%1)\n\t"
      "cpc r31, r25\n\t"
      "brne 1b" ::"i"(PAINT),
      "i"(RAMEND)
      : "r24", "r25", "r30", "r31", "memory");
}

/* The converter is read and started again at each match, so that its readings are evenly spaced.
   A conversion takes 13 of its clocks, 416 cycles. */
ISR(TIMER1_COMPA_vect) {
  const uint16_t reading = ADC;
  ADCSRA |= 1u << ADSC;
  ++readings;
  uno_frontend_reading(reading);
}

/* Each millisecond, apart from the readings: how loud it is, and how long the LED still shines.
   Readings may interrupt it, or they would come late. */
ISR(TIMER0_COMPA_vect) {
  const uint16_t reading = ADC;
  sei();
  lowest = reading < lowest ? reading : lowest;
  highest = reading > highest ? reading : highest;
  const int16_t off = (int16_t)((int16_t)reading - (int16_t)(mean_scaled >> MEAN_SHIFT));
  mean_scaled += off;
  square_sum += (uint32_t)((int32_t)off * off);
  ++squares;
  if (led_left_ms != 0 && --led_left_ms == 0) {
    PORTB &= (uint8_t)~LED;
  }
}

ISR(USART_UDRE_vect) {
  if (sent_tail == sent_head) {
    UCSR0B &= (uint8_t)~(1u << UDRIE0);
    return;
  }
  UDR0 = sent[sent_tail];
  sent_tail = (uint8_t)((sent_tail + 1u) % RING_BYTES);
}

/* What finds no room makes its line a bad one, which is told. */
ISR(USART_RX_vect) {
  const char byte = (char)UDR0;
  if (input_filled == INPUT_BYTES) {
    if (input_lines != 0) {
      return;
    }
    input_filled = 0; /* no command is that long */
  }
  input[input_filled++] = byte;
  if (byte == '\n') {
    ++input_lines;
  }
}

void uno_hal_start(void) {
  UCSR0A = 1u << U2X0;
  UBRR0 = BAUD_DIVIDER;
  UCSR0C = (1u << UCSZ01) | (1u << UCSZ00);
  UCSR0B = (1u << RXEN0) | (1u << TXEN0) | (1u << RXCIE0);
  DDRB |= LED;
  ADMUX = 1u << REFS0;                                   /* against the supply, pin A0 */
  DIDR0 = 1u << ADC0D;                                   /* no digital input on it */
  ADCSRA = (1u << ADEN) | (1u << ADPS2) | (1u << ADPS0); /* 500 kHz */
  ADCSRA |= 1u << ADSC;
  TCCR1A = 0;
  OCR1A = CYCLES_PER_READING - 1u;
  TIMSK1 = 1u << OCIE1A;
  TCCR0A = 1u << WGM01; /* 1 kHz: the clock through 64 and 250 */
  OCR0A = 249;
  TIMSK0 = 1u << OCIE0A;
  TCCR0B = (1u << CS01) | (1u << CS00);
  TCCR1B = (1u << WGM12) | (1u << CS10);
  set_sleep_mode(SLEEP_MODE_IDLE);
  sleep_enable();
  sei();
}

const char* uno_hal_line(void) {
  if (input_lines == 0) {
    return NULL;
  }
  *(char*)memchr(input, '\n', INPUT_BYTES) = '\0';
  return input;
}

void uno_hal_give_up_line(void) {
  const uint8_t count = (uint8_t)(strlen(input) + 1u);
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    input_filled = (uint8_t)(input_filled - count);
    memmove(input, &input[count], input_filled);
    --input_lines;
  }
}

void uno_hal_serial_write(uint8_t byte) {
  const uint8_t next = (uint8_t)((sent_head + 1u) % RING_BYTES);
  while (next == sent_tail) {
    uno_hal_idle();
  }
  sent[sent_head] = byte;
  sent_head = next;
  UCSR0B |= 1u << UDRIE0;
}

/* Must be asked at least each four seconds, as the program does with each frame. */
uint32_t uno_hal_ticks(void) {
  static uint16_t last;
  static uint16_t wraps;
  uint16_t now = 0;
  uint16_t part = 0;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    now = readings;
    part = TCNT1;
    if ((TIFR1 & (1u << OCF1A)) != 0 && part < CYCLES_PER_READING / 2u) {
      ++now; /* the match is waiting for its interrupt */
    }
  }
  wraps = now < last ? (uint16_t)(wraps + 1u) : wraps;
  last = now;
  return (((uint32_t)wraps << 16) | now) * CYCLES_PER_READING + part;
}

uint32_t uno_hal_ticks_per_second(void) { return TICKS_PER_SECOND; }

static uint16_t square_root(uint32_t value) {
  uint16_t root = 0;
  for (uint16_t bit = 1u << 10; bit != 0; bit >>= 1) {
    const uint16_t tried = root | bit;
    if ((uint32_t)tried * tried <= value) {
      root = tried;
    }
  }
  return root;
}

uno_level_t uno_hal_take_level(void) {
  uint32_t sum = 0;
  uint16_t count = 0;
  uint16_t low = 0;
  uint16_t high = 0;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    sum = square_sum;
    count = squares;
    low = lowest;
    high = highest;
    square_sum = 0;
    squares = 0;
    lowest = 1023;
    highest = 0;
  }
  const uint16_t peak = high < low ? 0 : (uint16_t)((high - low + 1u) / 2u);
  return (uno_level_t){peak, count == 0 ? 0 : square_root(sum / count)};
}

uint16_t uno_hal_stack_used(void) {
  const uint8_t* place = &__heap_start;
  while (*place == PAINT && place < (const uint8_t*)RAMEND) {
    ++place;
  }
  return (uint16_t)(RAMEND - (uint16_t)place + 1u);
}

void uno_hal_signal(uint8_t label) {
  (void)label;
  PORTB |= LED;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { led_left_ms = LED_MS; }
}

/* Port B, C or D is the pin's number / 8; each has its three registers in a row. */
static volatile uint8_t* port_of(uint8_t pin) { return &PINB + 3u * (pin / 8u); }

void uno_hal_pin_write(uint8_t pin, bool high) {
  volatile uint8_t* registers = port_of(pin);
  const uint8_t bit = (uint8_t)(1u << (pin % 8u));
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { /* the LED shares port B with other pins */
    registers[2] = high ? registers[2] | bit : registers[2] & (uint8_t)~bit;
    registers[1] |= bit;
  }
}

bool uno_hal_pin_is_high(uint8_t pin) {
  return (port_of(pin)[2] & (uint8_t)(1u << (pin % 8u))) != 0;
}

void uno_hal_idle(void) { sleep_cpu(); }

int main(void) {
  uno_app_start();
  for (;;) {
    uno_app_poll();
  }
}
