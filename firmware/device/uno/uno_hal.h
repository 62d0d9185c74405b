/* What the 8-bit program asks of its chip. The converter's readings go straight to
   uno_frontend_reading. */
#ifndef UNO_HAL_H
#define UNO_HAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The pin of the LED on the board, as `[pins]` of the board's file numbers it. */
#define UNO_LED_PIN 5u

/* The microphone since the last look, in steps of the converter from its mean. */
typedef struct {
  uint16_t peak;
  uint16_t rms;
} uno_level_t;

/* Start converter, clock and serial port. */
void uno_hal_start(void);

/* The oldest line that has come, without its newline, or NULL. It stays until it is given up. */
const char* uno_hal_line(void);
void uno_hal_give_up_line(void);

/* Send a byte, waiting while the port is busy. */
void uno_hal_serial_write(uint8_t byte);

/* Cycles since the start; wraps around. */
uint32_t uno_hal_ticks(void);
uint32_t uno_hal_ticks_per_second(void);

uno_level_t uno_hal_take_level(void);

/* High-water mark of the stack in bytes. */
uint16_t uno_hal_stack_used(void);

/* Show on a pin that this label was heard. */
void uno_hal_signal(uint8_t label);

/* Make a pin an output with this level, and what it is now. */
void uno_hal_pin_write(uint8_t pin, bool high);
bool uno_hal_pin_is_high(uint8_t pin);

/* Sleep until the next reading. */
void uno_hal_idle(void);

#endif
