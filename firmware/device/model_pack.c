#include "model_pack.h"

#include <stdbool.h>
#include <string.h>

#include "sha256.h"

/* Offsets into the header; firmware/model_pack.py has the same. All numbers are little-endian. */
enum {
  AT_MAGIC = 0,
  AT_VERSION = 4,
  AT_HEADER_BYTES = 6,
  AT_TOTAL_BYTES = 8,
  AT_DIGEST = 12,
  AT_FRONT_END = 44, /* from here on everything is hashed */
  AT_MODEL_HASH = 64,
  AT_LABEL_COUNT = 84,
  AT_STRIDE_FRAMES = 86,
  AT_SMOOTHING = 88,
  AT_REFRACTORY_RUNS = 90,
  AT_EXP_COUNT = 92,
  AT_ACTION_COUNT = 94,
  AT_SECTIONS = 96, /* pairs of offset and size */
  HEADER_BYTES = 152
};

#define MAGIC "WWMP"
#define MAGIC_BYTES 4u
#define VERSION 1u
#define NAME_BYTES 20u
#define ALIGNMENT 16u
#define LEAST_MODEL_BYTES 16u

enum { LABELS, THRESHOLDS, START_THRESHOLDS, EXP_TABLE, ACTIONS, ACTION_BYTES, MODEL, SECTIONS };

/* Tables without entries, so that copying all of none stays a copy from somewhere. */
static const uint16_t nothing[1];
#define NO_MODEL {.model_hash = "", .thresholds = nothing, .start_thresholds = nothing}

static const ww_pack_t no_model = NO_MODEL;

ww_pack_t ww_pack = NO_MODEL;

void ww_pack_close(void) { ww_pack = no_model; }

static uint16_t u16_at(const uint8_t* bytes) { return (uint16_t)(bytes[0] | bytes[1] << 8); }

static uint32_t u32_at(const uint8_t* bytes) {
  return u16_at(bytes) | (uint32_t)u16_at(bytes + 2) << 16;
}

typedef struct {
  const uint8_t* start;
  uint32_t bytes;
} section_t;

static section_t section_at(const uint8_t* pack, unsigned number) {
  const uint8_t* entry = pack + AT_SECTIONS + 8 * number;
  return (section_t){pack + u32_at(entry), u32_at(entry + 4)};
}

static uint32_t alignment_of(unsigned number) {
  if (number == LABELS || number == ACTION_BYTES) {
    return 1;
  }
  return number == MODEL ? ALIGNMENT : sizeof(uint16_t);
}

/* Whether every section lies in the pack, aligned, with the size that its count asks for. */
static bool sections_fit(const uint8_t* pack, uint32_t total) {
  const uint32_t label_bytes = u16_at(pack + AT_LABEL_COUNT) * (uint32_t)sizeof(uint16_t);
  const uint32_t wanted[SECTIONS] = {
      [THRESHOLDS] = label_bytes,
      [START_THRESHOLDS] = label_bytes,
      [EXP_TABLE] = u16_at(pack + AT_EXP_COUNT) * (uint32_t)sizeof(uint16_t),
      [ACTIONS] = u16_at(pack + AT_ACTION_COUNT) * (uint32_t)sizeof(ww_action_t),
  };
  for (unsigned number = 0; number < SECTIONS; number++) {
    const uint32_t offset = u32_at(pack + AT_SECTIONS + 8 * number);
    const uint32_t bytes = u32_at(pack + AT_SECTIONS + 8 * number + 4);
    const bool says_itself = number == LABELS || number == ACTION_BYTES || number == MODEL;
    if (offset < HEADER_BYTES || offset > total || bytes > total - offset ||
        offset % alignment_of(number) != 0 || (!says_itself && bytes != wanted[number])) {
      return false;
    }
  }
  return true;
}

/* Points labels into their section: as many texts, each of a byte or more and ended by a NUL. */
static bool take_labels(section_t texts, unsigned count, ww_pack_t* into) {
  uint32_t at = 0;
  for (unsigned label = 0; label < count; label++) {
    const uint32_t begin = at;
    while (at < texts.bytes && texts.start[at] != '\0') {
      at++;
    }
    if (at == texts.bytes || at == begin) {
      return false;
    }
    into->labels[label] = (const char*)texts.start + begin;
    at++;
  }
  return at == texts.bytes;
}

/* What leads out of the table of actions must lead into the pack. */
static bool actions_fit(section_t table, section_t bytes, unsigned count, unsigned labels) {
  const ww_action_t* actions = (const void*)table.start;
  for (unsigned number = 0; number < count; number++) {
    const ww_action_t* action = &actions[number];
    const uint32_t strokes_end = action->strokes_offset + 2u * action->stroke_count;
    if (action->label >= labels ||
        (action->confirm_label >= labels && action->confirm_label != WW_NO_LABEL) ||
        action->what_offset >= bytes.bytes || strokes_end > bytes.bytes) {
      return false;
    }
  }
  /* The last text ends before the section does, and so do all others. */
  return bytes.bytes == 0 || bytes.start[bytes.bytes - 1] == '\0';
}

static const char* check_frame(const uint8_t* bytes, size_t room) {
  if (bytes == NULL) {
    return "this board has no place for a model";
  }
  if (room < HEADER_BYTES || memcmp(bytes + AT_MAGIC, MAGIC, MAGIC_BYTES) != 0) {
    return "there is no model on this board; flash one";
  }
  if (u16_at(bytes + AT_VERSION) != VERSION || u16_at(bytes + AT_HEADER_BYTES) != HEADER_BYTES) {
    return "the model is packed for another version of this firmware; flash both again";
  }
  const uint32_t total = u32_at(bytes + AT_TOTAL_BYTES);
  if (total < HEADER_BYTES || total > room) {
    return "the model on this board is cut off; flash it again";
  }
  uint8_t digest[WW_SHA256_BYTES];
  ww_sha256(bytes + AT_FRONT_END, total - AT_FRONT_END, digest);
  if (memcmp(digest, bytes + AT_DIGEST, sizeof digest) != 0) {
    return "the model on this board is damaged; flash it again";
  }
  return NULL;
}

static bool named(const uint8_t* field, const char* name) {
  return strlen(name) < NAME_BYTES && memcmp(field, name, strlen(name) + 1) == 0;
}

const char* ww_pack_open(const uint8_t* bytes, size_t room, const char* front_end) {
  static const char misfit[] = "the model on this board contradicts itself; flash it again";
  ww_pack_close();
  const char* trouble = check_frame(bytes, room);
  if (trouble != NULL) {
    return trouble;
  }
  if (!named(bytes + AT_FRONT_END, front_end)) {
    return "the model is for another front end than this firmware has; flash both again";
  }
  ww_pack_t pack = {
      .model_hash = (const char*)bytes + AT_MODEL_HASH,
      .label_count = u16_at(bytes + AT_LABEL_COUNT),
      .stride_frames = u16_at(bytes + AT_STRIDE_FRAMES),
      .smoothing = u16_at(bytes + AT_SMOOTHING),
      .refractory_runs = u16_at(bytes + AT_REFRACTORY_RUNS),
      .exp_count = u16_at(bytes + AT_EXP_COUNT),
      .action_count = u16_at(bytes + AT_ACTION_COUNT),
  };
  if (pack.label_count > WW_PACK_LABELS || pack.smoothing > WW_PACK_SMOOTHING ||
      pack.action_count > WW_PACK_ACTIONS) {
    return "the model has more labels, smoothing or actions than this firmware has room for";
  }
  if (pack.stride_frames == 0 || pack.smoothing == 0 || pack.exp_count == 0 ||
      pack.model_hash[NAME_BYTES - 1] != '\0' ||
      !sections_fit(bytes, u32_at(bytes + AT_TOTAL_BYTES)) ||
      section_at(bytes, MODEL).bytes < LEAST_MODEL_BYTES ||
      !take_labels(section_at(bytes, LABELS), pack.label_count, &pack) ||
      !actions_fit(section_at(bytes, ACTIONS), section_at(bytes, ACTION_BYTES), pack.action_count,
                   pack.label_count)) {
    return misfit;
  }
  pack.thresholds = (const void*)section_at(bytes, THRESHOLDS).start;
  pack.start_thresholds = (const void*)section_at(bytes, START_THRESHOLDS).start;
  pack.exp_table = (const void*)section_at(bytes, EXP_TABLE).start;
  if (pack.exp_table[0] == 0) {
    return misfit; /* the detector divides by sums that hold it */
  }
  pack.actions = (const void*)section_at(bytes, ACTIONS).start;
  pack.action_bytes = section_at(bytes, ACTION_BYTES).start;
  pack.model = section_at(bytes, MODEL).start;
  pack.model_bytes = section_at(bytes, MODEL).bytes;
  ww_pack = pack;
  return NULL;
}
