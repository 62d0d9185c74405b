/* What nano33.cpp takes of Arduino's mbed core, for a computer: the edge of the machine, with a
   clock and a port that a test turns. The real headers are tried by tests/vendor_headers. */
#ifndef NANO_CORE_ARDUINO_H
#define NANO_CORE_ARDUINO_H

#include <stddef.h>
#include <stdint.h>

#include <chrono>

#define VARIANT_MCK 64000000ul

typedef uint8_t pin_size_t;
enum PinStatus { LOW, HIGH };

struct CoreDebug_t {
  uint32_t DEMCR;
};
struct Dwt_t {
  uint32_t CTRL, CYCCNT;
};
extern CoreDebug_t* CoreDebug;
extern Dwt_t* DWT;
#define CoreDebug_DEMCR_TRCENA_Msk (1u << 24)
#define DWT_CTRL_CYCCNTENA_Msk 1u

unsigned long micros();
void delay(unsigned long ms);
void digitalWrite(pin_size_t pin, PinStatus level);

/* From the linker script of the core. */
extern uint32_t __etext, __data_start__, __data_end__;

#endif
