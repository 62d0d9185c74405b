/* What words do: pins, keys and messages, with what keeps them from misfiring. An action may rest
   for a while after it was done (cooldown), be on and off in turn (latch), or wait for a second
   word to confirm it. Each thing that happens is told in a line: `action`, `armed`, `disarmed` or
   `resting`. The rules are those of firmware/action_rules.py, event by event.

   Times are milliseconds of a clock that may wrap around; it goes on while sound is lost. */
#ifndef WW_ACTIONS_H
#define WW_ACTIONS_H

#include <stdint.h>

/* Puts every pin to its level at rest, arms nothing and latches nothing. To be called at boot and
   whenever what was heard before no longer counts. */
void ww_actions_reset(void);

/* A word was heard. */
void ww_actions_hear(uint8_t label, uint32_t ms);

/* Ends the pulses, the rests and the waiting for a second word that are over by now. Call it often:
   it costs next to nothing while none is under way. */
void ww_actions_tick(uint32_t ms);

#endif
