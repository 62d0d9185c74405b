/* The front end of boards with 2 KB of RAM: readings of a 10-bit converter in, int8 features out.
   audio/uno_frontend.py is its twin, bit for bit, and explains the steps. Integers only, one
   instance, static memory. */
#ifndef UNO_FRONTEND_H
#define UNO_FRONTEND_H

#include <stdbool.h>
#include <stdint.h>

/* Forget all sound. To be called before the first reading. */
void uno_frontend_reset(void);

/* Take one reading, 0..1023; 16,000 of them a second. May be called from an interrupt. */
void uno_frontend_reading(uint16_t reading);

/* Whether there is anything to work on; cheap enough to be asked after each reading. */
bool uno_frontend_waits(void);

/* Work on what has arrived. Returns whether a frame was completed, and then writes its UNO_BANDS
   features. To be called until it returns false, at least each 8 ms. */
bool uno_frontend_frame(int8_t* features);

/* Samples (pairs of readings) that found the buffer full since the reset; stops at 65535. */
uint16_t uno_frontend_lost(void);

#endif
