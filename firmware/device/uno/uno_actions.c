#include "uno_actions.h"

#include "uno_flash.h"
#include "uno_hal.h"
#include "uno_line.h"
#include "ww_action_data.h"

#define OF(at, field) uno_flash_u8(&ww_actions[at].field)
#define OF_16(at, field) uno_flash_u16(&ww_actions[at].field)
#define COUNT ((uint8_t)WW_ACTION_COUNT)

typedef enum { IDLE, ARMED, RESTING } phase_t;

/* A line takes longer than a frame of sound may wait, so each frame tells one. */
typedef enum { NOTHING, IS_HIGH, IS_LOW, IS_ARMED, TOO_LATE, OTHER_WORD, RESTS } news_t;

typedef struct {
  uint16_t phase_left_ms;
  uint16_t pulse_left_ms; /* 0: no pulse */
  uint8_t phase : 2;
  uint8_t news : 3;
} state_t;

static state_t states[WW_ACTION_LIMIT];

static bool rests_high(uint8_t at) { return (OF(at, flags) & WW_ACTION_RESTS_HIGH) != 0; }

static void tell_pin(uint8_t at, bool high) {
  uno_line_text(UNO_TEXT("kind"), UNO_TEXT("pin"));
  uno_line_text(UNO_TEXT("what"), (const char*)&ww_action_bytes[OF_16(at, what_offset)]);
  uno_line_flag(UNO_TEXT("on"), high);
}

static const char* type_of(news_t news) {
  if (news == IS_ARMED) {
    return UNO_TEXT("armed");
  }
  if (news == RESTS) {
    return UNO_TEXT("resting");
  }
  return news == IS_HIGH || news == IS_LOW ? UNO_TEXT("action") : UNO_TEXT("disarmed");
}

static void tell(uint8_t at, uint32_t ms) {
  const news_t news = (news_t)states[at].news;
  uno_line_begin(type_of(news));
  uno_line_number(UNO_TEXT("ms"), ms);
  uno_line_label(UNO_TEXT("word"), OF(at, label));
  if (news == IS_HIGH || news == IS_LOW) {
    tell_pin(at, news == IS_HIGH);
  } else if (news == TOO_LATE || news == OTHER_WORD) {
    uno_line_text(UNO_TEXT("why"),
                  news == TOO_LATE ? UNO_TEXT("too late") : UNO_TEXT("other word"));
  } else {
    if (news == IS_ARMED) {
      uno_line_label(UNO_TEXT("confirm"), OF(at, confirm_label));
    }
    uno_line_number(UNO_TEXT("left_ms"), states[at].phase_left_ms);
  }
  uno_line_end();
  states[at].news = NOTHING;
}

static void tell_next(uint32_t ms) {
  for (uint8_t at = 0; at != COUNT; ++at) {
    if (states[at].news != NOTHING) {
      tell(at, ms);
      return;
    }
  }
}

/* No action ends the pulse of a pin that another one has switched since. */
static void set_pin(uint8_t at, bool high) {
  const uint8_t pin = OF(at, pin);
  uno_hal_pin_write(pin, high);
  for (uint8_t other = 0; other != COUNT; ++other) {
    if (OF(other, pin) == pin) {
      states[other].pulse_left_ms = 0;
    }
  }
  states[at].news = high ? IS_HIGH : IS_LOW;
}

static void act(uint8_t at) {
  const uint8_t verb = OF(at, verb);
  states[at].phase_left_ms = OF_16(at, cooldown_ms);
  states[at].phase = states[at].phase_left_ms == 0 ? IDLE : RESTING;
  if (verb == WW_PIN_PULSE) {
    set_pin(at, !rests_high(at));
    states[at].pulse_left_ms = OF_16(at, pulse_ms);
  } else {
    set_pin(at, verb == WW_PIN_TOGGLE ? !uno_hal_pin_is_high(OF(at, pin)) : verb == WW_PIN_HIGH);
  }
}

static void disarm(uint8_t at, news_t why) {
  states[at].phase = IDLE;
  states[at].phase_left_ms = 0;
  states[at].news = why;
}

static void begin(uint8_t at) {
  if (states[at].phase == RESTING) {
    states[at].news = RESTS;
  } else if (OF(at, confirm_label) == WW_NO_LABEL) {
    act(at);
  } else {
    states[at].phase = ARMED;
    states[at].phase_left_ms = OF_16(at, confirm_ms);
    states[at].news = IS_ARMED;
  }
}

void uno_actions_hear(uint8_t label) {
  bool confirms = false;
  for (uint8_t at = 0; at != COUNT; ++at) {
    confirms |= states[at].phase == ARMED && OF(at, confirm_label) == label;
  }
  for (uint8_t at = 0; at != COUNT; ++at) {
    const bool begins = OF(at, label) == label && !confirms;
    if (states[at].phase == ARMED && OF(at, confirm_label) == label) {
      act(at);
    } else if (states[at].phase == ARMED && !begins) {
      disarm(at, OTHER_WORD);
    } else if (begins) {
      begin(at);
    }
  }
}

/* Returns whether it ends with this. */
static bool count_down(uint16_t* left_ms, uint16_t passed_ms) {
  const bool ends = *left_ms != 0 && *left_ms <= passed_ms;
  *left_ms = *left_ms <= passed_ms ? 0 : (uint16_t)(*left_ms - passed_ms);
  return ends;
}

void uno_actions_pass(uint16_t passed_ms, uint32_t ms) {
  for (uint8_t at = 0; at != COUNT; ++at) {
    if (count_down(&states[at].pulse_left_ms, passed_ms)) {
      set_pin(at, rests_high(at));
    }
    if (!count_down(&states[at].phase_left_ms, passed_ms)) {
      continue;
    }
    if (states[at].phase == ARMED) {
      disarm(at, TOO_LATE);
    }
    states[at].phase = IDLE;
  }
  tell_next(ms);
}

void uno_actions_start(void) {
  for (uint8_t at = 0; at != COUNT; ++at) {
    uno_hal_pin_write(OF(at, pin), rests_high(at));
  }
}

bool uno_actions_own(uint8_t pin) {
  for (uint8_t at = 0; at != COUNT; ++at) {
    if (OF(at, pin) == pin) {
      return true;
    }
  }
  return false;
}
