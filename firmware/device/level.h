/* The microphone's level: peak and root mean square since it was last taken. */
#ifndef WW_LEVEL_H
#define WW_LEVEL_H

#include <stddef.h>
#include <stdint.h>

void ww_level_push(const int16_t* samples, size_t count);

/* Gives both in units of the samples (0..32768) and starts anew. */
void ww_level_take(uint32_t* peak, uint32_t* rms);

#endif
