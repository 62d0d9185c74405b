/* What the firmware asks of a board: sound in, bytes in and out, a clock, a way to sleep.
   One file beside this one implements it for each family of boards. */
#ifndef WW_HAL_H
#define WW_HAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sound comes in blocks of 10 ms: 16 kHz, one channel. */
#define HAL_BLOCK_MS 10
#define HAL_BLOCK_SAMPLES 160

/* Starts clock, serial port and microphone. */
void hal_start(void);

/* Takes the oldest block that was not read yet. False when there is none. */
bool hal_audio_read(int16_t block[HAL_BLOCK_SAMPLES]);

/* Blocks that were overwritten before they were read, since the start. Those that count came
   before the block read last. */
uint32_t hal_audio_dropped(void);

/* Ticks between the end of the block read last, as the microphone finished it, and now; 0 where
   the board cannot tell. By it, pulses end though no sound comes any more. */
uint32_t hal_audio_age(void);

/* The next byte of the serial port, or -1. */
int hal_serial_read(void);

/* Sends bytes, waiting while the port is busy. */
void hal_serial_write(const char* data, size_t count);

/* A counter that wraps around, and how many of its ticks make a second. */
uint32_t hal_ticks(void);
uint32_t hal_ticks_per_second(void);

/* High-water mark of the stack in bytes; 0 where the board cannot tell. */
uint32_t hal_stack_used(void);

/* Sleeps until there may be something to read. */
void hal_idle(void);

/* Sets the level of a pin, by the chip's own number of it (`[pins]` of the board's file). The first
   call makes the pin an output, which then has that level from its first moment. */
void hal_pin_write(uint8_t pin, bool high);

/* Presses a key of a USB keyboard together with its modifiers, and lets go: bits and usage id as in
   the HID Usage Tables, page 7. Waits a moment when the computer has not taken the key before, and
   gives up when nobody is there. Only boards with WW_USB_KEYBOARD (action_table.h) have it. */
void hal_keyboard_press(uint8_t modifiers, uint8_t usage);

/* Where the model pack is to be read from, 16-byte aligned, and how much may be; NULL where there
   is no place for one. Only firmware whose model is no part of it asks. */
const uint8_t* hal_model_pack(void);
size_t hal_model_pack_room(void);

#endif
