#include "actions.h"

#include <stdbool.h>
#include <string.h>

#include "hal/hal.h"
#include "protocol.h"
#include "ww_action_data.h"
#include "ww_config.h"

typedef enum { IDLE, ARMED, RESTING } phase_t;

typedef struct {
  uint32_t phase_ends_ms;
  uint32_t pulse_ends_ms;
  uint16_t strokes_left;
  uint8_t phase;
  bool is_on;   /* latched */
  bool is_high; /* the pin */
  bool is_pulsing;
} state_t;

static state_t states[WW_ACTION_LIMIT];
/* Whether any action has a phase, a pulse or a stroke that time brings to its end. */
static bool is_busy;

static bool is_over(uint32_t ends_ms, uint32_t ms) { return (int32_t)(ms - ends_ms) >= 0; }

static const char* text_at(uint16_t offset) { return (const char*)&ww_action_bytes[offset]; }

static bool rests_high(const ww_action_t* action) {
  return (action->flags & WW_ACTION_RESTS_HIGH) != 0;
}

static void begin_line(const char* type, const ww_action_t* action, uint32_t ms) {
  ww_line_begin(type);
  ww_line_number("ms", ms);
  ww_line_text("word", ww_labels[action->label]);
}

static void say_action(const ww_action_t* action, const char* kind, bool on, uint32_t ms) {
  begin_line("action", action, ms);
  ww_line_text("kind", kind);
  ww_line_text("what", text_at(action->what_offset));
  ww_line_flag("on", on);
  ww_line_end();
}

/* Several actions may share a pin: each knows its level, and none of them ends a pulse that is no
   longer. */
static void set_pin(const ww_action_t* action, bool high) {
  hal_pin_write(action->pin, high);
  for (int at = 0; at < (int)WW_ACTION_COUNT; at++) {
    if (ww_actions[at].kind == WW_ACTION_PIN && ww_actions[at].pin == action->pin) {
      states[at].is_high = high;
      states[at].is_pulsing = false;
    }
  }
}

static void switch_pin(const ww_action_t* action, state_t* state, uint32_t ms) {
  const bool high = action->verb == WW_PIN_HIGH ||
                    (action->verb == WW_PIN_TOGGLE && !state->is_high) ||
                    (action->verb == WW_PIN_PULSE && !rests_high(action));
  set_pin(action, high);
  if (action->verb == WW_PIN_PULSE) {
    state->is_pulsing = true;
    state->pulse_ends_ms = ms + action->pulse_ms;
    is_busy = true;
  }
  say_action(action, "pin", high, ms);
}

static void end_pulse(const ww_action_t* action, uint32_t ms) {
  set_pin(action, rests_high(action));
  say_action(action, "pin", rests_high(action), ms);
}

#if WW_USB_KEYBOARD
/* A text takes longer to type than sound may wait, so each tick types one key. What was heard again
   before its end is typed again after it. */
static void start_typing(const ww_action_t* action, state_t* state, uint32_t ms) {
  state->strokes_left = (uint16_t)(state->strokes_left + action->stroke_count);
  is_busy = true;
  say_action(action, "keys", true, ms);
}

/* The action whose keys come next, or -1: what was begun is typed to its end. */
static int typing(void) {
  static int current;
  for (int i = 0; i < (int)WW_ACTION_COUNT; i++) {
    const int next = current + i;
    const int at = next < (int)WW_ACTION_COUNT ? next : next - (int)WW_ACTION_COUNT;
    if (states[at].strokes_left != 0) {
      current = at;
      return at;
    }
  }
  return -1;
}

static void type_next(void) {
  const int at = typing();
  if (at < 0) {
    return;
  }
  const ww_action_t* action = &ww_actions[at];
  state_t* state = &states[at];
  const unsigned left = (state->strokes_left - 1u) % action->stroke_count;
  const unsigned stroke = action->stroke_count - 1u - left;
  const uint8_t* bytes = &ww_action_bytes[action->strokes_offset + 2u * stroke];
  hal_keyboard_press(bytes[0], bytes[1]);
  state->strokes_left--;
}
#else
static void start_typing(const ww_action_t* action, state_t* state, uint32_t ms) {
  (void)action;
  (void)state;
  (void)ms;
  ww_line_error("this board is no keyboard");
}

static void type_next(void) {}
#endif

static void start_phase(state_t* state, phase_t phase, uint32_t ends_ms) {
  state->phase = (uint8_t)phase;
  state->phase_ends_ms = ends_ms;
  is_busy = true;
}

static void act(const ww_action_t* action, state_t* state, uint32_t ms) {
  state->phase = IDLE;
  if (action->cooldown_ms != 0) {
    start_phase(state, RESTING, ms + action->cooldown_ms);
  }
  state->is_on = !((action->flags & WW_ACTION_LATCHES) != 0 && state->is_on);
  if (action->kind == WW_ACTION_PIN) {
    switch_pin(action, state, ms);
  } else if (action->kind == WW_ACTION_KEYS) {
    start_typing(action, state, ms);
  } else {
    say_action(action, "say", state->is_on, ms);
  }
}

static void arm(const ww_action_t* action, state_t* state, uint32_t ms) {
  start_phase(state, ARMED, ms + action->confirm_ms);
  begin_line("armed", action, ms);
  ww_line_text("confirm", ww_labels[action->confirm_label]);
  ww_line_number("left_ms", action->confirm_ms);
  ww_line_end();
}

static void disarm(const ww_action_t* action, state_t* state, const char* why, uint32_t ms) {
  state->phase = IDLE;
  begin_line("disarmed", action, ms);
  ww_line_text("why", why);
  ww_line_end();
}

static void begin(const ww_action_t* action, state_t* state, uint32_t ms) {
  if (state->phase == RESTING) {
    begin_line("resting", action, ms);
    ww_line_number("left_ms", state->phase_ends_ms - ms);
    ww_line_end();
  } else if (action->confirm_label != WW_NO_LABEL) {
    arm(action, state, ms);
  } else {
    act(action, state, ms);
  }
}

static bool confirms_any(uint8_t label) {
  for (int at = 0; at < (int)WW_ACTION_COUNT; at++) {
    if (states[at].phase == ARMED && ww_actions[at].confirm_label == label) {
      return true;
    }
  }
  return false;
}

void ww_actions_hear(uint8_t label, uint32_t ms) {
  ww_actions_tick(ms);
  const bool confirms = confirms_any(label);
  for (int at = 0; at < (int)WW_ACTION_COUNT; at++) {
    const ww_action_t* action = &ww_actions[at];
    state_t* state = &states[at];
    const bool begins = action->label == label && !confirms;
    if (state->phase == ARMED && action->confirm_label == label) {
      act(action, state, ms);
    } else if (state->phase == ARMED && !begins) {
      disarm(action, state, "other word", ms);
    } else if (begins) {
      begin(action, state, ms);
    }
  }
}

/* Returns whether there will be more to do. */
static bool go_on(const ww_action_t* action, state_t* state, uint32_t ms) {
  if (state->is_pulsing && is_over(state->pulse_ends_ms, ms)) {
    end_pulse(action, ms);
  }
  if (state->phase == ARMED && is_over(state->phase_ends_ms, ms)) {
    disarm(action, state, "too late", ms);
  } else if (state->phase == RESTING && is_over(state->phase_ends_ms, ms)) {
    state->phase = IDLE;
  }
  return state->is_pulsing || state->phase != IDLE || state->strokes_left != 0;
}

void ww_actions_tick(uint32_t ms) {
  if (!is_busy) {
    return;
  }
  is_busy = false;
  type_next();
  for (int at = 0; at < (int)WW_ACTION_COUNT; at++) {
    is_busy |= go_on(&ww_actions[at], &states[at], ms);
  }
}

void ww_actions_reset(void) {
  memset(states, 0, sizeof states);
  is_busy = false;
  for (int at = 0; at < (int)WW_ACTION_COUNT; at++) {
    if (ww_actions[at].kind == WW_ACTION_PIN) {
      set_pin(&ww_actions[at], rests_high(&ww_actions[at]));
    }
  }
}
