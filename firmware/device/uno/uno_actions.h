/* What words do on the pins of the 8-bit board: the rules of device/actions.h, in the memory that
   is there. Times count down, as there is no room for a clock that does not wrap around. */
#ifndef UNO_ACTIONS_H
#define UNO_ACTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* Put every pin to its level at rest. */
void uno_actions_start(void);

/* So much time has passed, up to `ms`: end what is over by now, and tell one thing that happened.
 */
void uno_actions_pass(uint16_t passed_ms, uint32_t ms);

/* A word was heard. */
void uno_actions_hear(uint8_t label);

/* Whether a pin is an action's, and nothing else's. */
bool uno_actions_own(uint8_t pin);

#endif
