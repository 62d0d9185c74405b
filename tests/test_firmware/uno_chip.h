/* An ATmega328P in simavr with a sound on its analog pin and a wire to its serial port: what the
   programs that simulate an Uno share. */
#ifndef UNO_CHIP_H
#define UNO_CHIP_H

#include <simavr/avr_adc.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define CLOCK_HZ 16000000u
#define MILLIVOLTS 5000u
#define FULL_SCALE 1023u

static avr_t* avr;
static avr_irq_t* pin;
static avr_irq_t* serial_in;
static bool may_send = true;
/* Readings of the converter, two bytes each, and how many of them there are and were taken. */
static unsigned char* sound;
static size_t sound_readings;
static size_t taken;

/* What a program of its own decides. */
static uint32_t next_reading(void);
static void received(unsigned char byte);
static void slept(avr_cycle_count_t cycles);

/* The smallest voltage that the converter reads as this. */
static uint32_t millivolts(uint32_t reading) {
  return (reading * MILLIVOLTS + FULL_SCALE - 1) / FULL_SCALE;
}

static uint32_t reading_at(size_t place) {
  return sound[2 * place] | (uint32_t)sound[2 * place + 1] << 8;
}

static void convert(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)value, (void)param;
  const uint32_t reading = next_reading();
  ++taken;
  avr_raise_irq(pin, millivolts(reading));
}

static void take_byte(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)param;
  received((unsigned char)value);
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
  slept(cycles);
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

static void listen_on(uint32_t type, int index, avr_irq_notify_t notify) {
  avr_irq_register_notify(avr_io_getirq(avr, type, index), notify, NULL);
}

static void make_chip(void) {
  avr_global_logger_set(quiet);
  avr = avr_make_mcu_by_name("atmega328p");
  avr_init(avr);
}

/* After the firmware was loaded, which may set some of it otherwise. */
static void wire_chip(void) {
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
}

#endif
