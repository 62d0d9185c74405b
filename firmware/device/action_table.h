/* What words do when they are heard, as the host lays it out: the same bytes are compiled in as
   a constant array, or lie in a model pack and are read in place. Each field is little-endian, the
   entry has 18 bytes and wants an even address, and firmware/action_table.py writes both forms.

   ww_action_data.h, which is generated or fixed for packs, gives
     WW_ACTION_COUNT   entries of the table
     WW_ACTION_LIMIT   the same, or the most that a pack may bring; at least 1
     ww_actions        the table, const ww_action_t[]
     ww_action_bytes   what its offsets lead to, const uint8_t[]
     WW_USB_KEYBOARD   1 where the board can be a keyboard: a matter of the board, not of the model
 */
#ifndef WW_ACTION_TABLE_H
#define WW_ACTION_TABLE_H

#include <stdint.h>

typedef enum {
  WW_ACTION_SAY,  /* send a text as an `action` line, and nothing more */
  WW_ACTION_PIN,  /* switch a pin */
  WW_ACTION_KEYS, /* type on the computer that the board is plugged into */
} ww_action_kind_t;

typedef enum {
  WW_PIN_LOW,
  WW_PIN_HIGH,
  WW_PIN_TOGGLE, /* on, then off: the other level than now */
  WW_PIN_PULSE,  /* away from its level at rest, and back */
} ww_pin_verb_t;

/* What `flags` holds. */
#define WW_ACTION_LATCHES 1u    /* first heard: on; heard again: off */
#define WW_ACTION_RESTS_HIGH 2u /* the pin's level before it is used: many relays are on at low */

/* In place of the label of a confirming word. */
#define WW_NO_LABEL 255u

typedef struct {
  uint8_t label; /* of the word that it belongs to */
  uint8_t kind;  /* ww_action_kind_t */
  uint8_t verb;  /* of a pin: ww_pin_verb_t */
  uint8_t pin;   /* the chip's own number of it */
  uint8_t flags;
  uint8_t confirm_label; /* of the word that must follow, or WW_NO_LABEL */
  uint8_t stroke_count;  /* keys to press */
  uint8_t unused;        /* 0 */
  uint16_t pulse_ms;
  uint16_t cooldown_ms;    /* after it was done it rests that long; 0 for not at all */
  uint16_t confirm_ms;     /* how long it waits for the word that must follow */
  uint16_t what_offset;    /* the pin as printed, the keys' names, the text: UTF-8, ends with NUL */
  uint16_t strokes_offset; /* pairs of modifiers (bits) and usage, both of USB HID */
} ww_action_t;

/* Fails to compile where a compiler pads the entry. */
typedef char ww_action_has_18_bytes[sizeof(ww_action_t) == 18 ? 1 : -1];

#endif
