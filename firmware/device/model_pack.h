/* All that a firmware takes from one model, where the model is no part of the firmware: a *model
   pack* in a region of flash of its own. It is read in place, which takes a processor that is
   little-endian as the pack is. firmware/model_pack.py writes packs and says how they are laid out.

   ww_config.h maps the macros that other firmware has constants for to `ww_pack`. */
#ifndef WW_MODEL_PACK_H
#define WW_MODEL_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "action_table.h"

/* The most that a pack may bring, which is what arrays in RAM have room for. */
#define WW_PACK_LABELS 40
#define WW_PACK_SMOOTHING 16
#define WW_PACK_ACTIONS 64

typedef struct {
  const char* model_hash; /* names the model; empty while there is none */
  uint16_t label_count;
  uint16_t stride_frames;
  uint16_t smoothing;
  uint16_t refractory_runs;
  uint16_t exp_count;
  uint16_t action_count;
  const char* labels[WW_PACK_LABELS]; /* UTF-8 */
  const uint16_t* thresholds;         /* of the build */
  const uint16_t* start_thresholds;   /* those with the sensitivity that the project asks for */
  const uint16_t* exp_table;
  const ww_action_t* actions;
  const uint8_t* action_bytes;
  const uint8_t* model; /* 16-byte aligned */
  uint32_t model_bytes;
} ww_pack_t;

/* While no good pack is open this is a model without labels that never runs. */
extern ww_pack_t ww_pack;

/* Checks a pack from its first byte to its last, and opens it.

   bytes: where it lies, 16-byte aligned; NULL where the board has no place for one.
   room: how much may be read from there.
   front_end: names the front end that this firmware has.
   Returns NULL, or what is wrong, as a sentence; then no pack is open. */
const char* ww_pack_open(const uint8_t* bytes, size_t room, const char* front_end);

/* Back to no model. */
void ww_pack_close(void);

#endif
