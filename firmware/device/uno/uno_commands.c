#include "uno_commands.h"

#include <string.h>

#include "detector.h"
#include "model.h"
#include "uno_hal.h"
#include "uno_line.h"

#define SCORE_ONE 32767u

static const char* line;
static bool says_scores;
static uint16_t bad_lines;

void uno_commands_reset(void) {
  says_scores = false;
  bad_lines = 0;
}

bool uno_says_scores(void) { return says_scores; }

uint16_t uno_commands_bad_lines(void) { return bad_lines; }

void uno_say_hello(void) {
  uno_line_begin(UNO_TEXT("hello"));
  uno_line_text(UNO_TEXT("board"), UNO_TEXT(WW_BOARD_NAME));
  uno_line_text(UNO_TEXT("firmware"), UNO_TEXT(WW_FIRMWARE_VERSION));
  uno_line_text(UNO_TEXT("engine"), UNO_TEXT("baked"));
  uno_line_text(UNO_TEXT("model"), UNO_TEXT(WW_MODEL_HASH));
  uno_line_list(UNO_TEXT("labels"));
  for (uint8_t label = 0; label < WW_LABEL_COUNT; ++label) {
    uno_line_item_label(label);
  }
  uno_line_list_end();
  uno_line_number(UNO_TEXT("arena"), 0);
  uno_line_number(UNO_TEXT("stack"), uno_hal_stack_used());
  uno_line_number(UNO_TEXT("ticks_per_second"), uno_hal_ticks_per_second());
  uno_line_end();
}

/* What follows a key with its quotes and colon, or NULL. The computer writes no spaces. */
static const char* member(const char* key) {
  const char* at = strstr_P(line, key);
  return at == NULL ? NULL : at + strlen_P(key);
}

/* Whether a JSON string begins with a text in flash, closing quote included. */
static bool says(const char* at, const char* text) {
  return at != NULL && strncmp_P(at, text, strlen_P(text)) == 0;
}

/* A label by its name; WW_LABEL_COUNT when there is none. */
static uint8_t label_at(const char* name) {
  for (uint8_t label = 0; label < WW_LABEL_COUNT; ++label) {
    const size_t count = strlen(ww_labels[label]);
    if (strncmp(name, ww_labels[label], count) == 0 && name[count] == '"') {
      return label;
    }
  }
  return WW_LABEL_COUNT;
}

/* 0 to 1 with up to five decimals as Q15; above SCORE_ONE for anything else. */
static uint16_t score_at(const char* at) {
  uint32_t parts = 0;
  uint32_t unit = 100000u;
  if (*at < '0' || *at > '1') {
    return UINT16_MAX;
  }
  parts = (uint32_t)(*at++ - '0') * unit;
  if (*at == '.') {
    for (++at; *at >= '0' && *at <= '9' && unit > 1; ++at) {
      unit /= 10u;
      parts += (uint32_t)(*at - '0') * unit;
    }
  }
  return parts > 100000u ? UINT16_MAX : (uint16_t)((parts * SCORE_ONE + 50000u) / 100000u);
}

static void say_thresholds(void) {
  uno_line_begin(UNO_TEXT("thresholds"));
  uno_line_list(UNO_TEXT("values"));
  for (uint8_t label = 0; label < WW_LABEL_COUNT; ++label) {
    const uint16_t threshold = ww_detector_threshold(label);
    uno_line_item_score(threshold > SCORE_ONE ? SCORE_ONE : threshold);
  }
  uno_line_list_end();
  uno_line_end();
}

/* Sensitivity 0.5 is the threshold of the build, 0 asks for certainty, 1 takes anything; as
   commands.c of the other boards. */
static uint16_t threshold_for(uint16_t built, uint16_t sensitivity) {
  const uint16_t half = (SCORE_ONE + 1u) / 2u;
  uint32_t threshold = 0;
  if (sensitivity <= half) {
    threshold = built + (SCORE_ONE - (uint32_t)built) * (uint16_t)(half - sensitivity) / half;
  } else {
    threshold = (uint32_t)built * (uint16_t)(SCORE_ONE - sensitivity) / (SCORE_ONE - half);
  }
  return (uint16_t)(threshold < SCORE_ONE ? threshold : SCORE_ONE);
}

/* Threshold and sensitivity, for the named word or for all. */
static bool set_thresholds(bool is_sensitivity) {
  const char* word = member(PSTR("\"word\":\""));
  const char* value = member(PSTR("\"value\":"));
  const uint8_t only = word == NULL ? WW_LABEL_COUNT : label_at(word);
  const uint16_t score = value == NULL ? UINT16_MAX : score_at(value);
  if (score > SCORE_ONE || (word != NULL && only == WW_LABEL_COUNT)) {
    return false;
  }
  for (uint8_t label = 0; label < WW_LABEL_COUNT; ++label) {
    if (word == NULL || label == only) {
      ww_detector_set_threshold(
          label, is_sensitivity ? threshold_for(ww_initial_thresholds[label], score) : score);
    }
  }
  say_thresholds();
  return true;
}

static bool obey(void) {
  const char* name = member(PSTR("{\"cmd\":\""));
  if (says(name, PSTR("hello\""))) {
    uno_say_hello();
    return true;
  }
  if (says(name, PSTR("scores\""))) {
    const char* on = member(PSTR("\"on\":"));
    const bool wanted = says(on, PSTR("true"));
    says_scores = wanted;
    return wanted || says(on, PSTR("false"));
  }
  if (says(name, PSTR("audio\""))) { /* there is no memory for sound, so it is never on */
    return says(member(PSTR("\"on\":")), PSTR("false"));
  }
  if (says(name, PSTR("sensitivity\""))) {
    return set_thresholds(true);
  }
  return says(name, PSTR("threshold\"")) && set_thresholds(false);
}

static void refuse(void) {
  bad_lines = bad_lines == UINT16_MAX ? bad_lines : (uint16_t)(bad_lines + 1u);
  uno_line_begin(UNO_TEXT("error"));
  uno_line_text(UNO_TEXT("what"), UNO_TEXT("not a command of this board"));
  uno_line_end();
}

/* One command between two frames, so that none can starve the other. */
void uno_commands_poll(void) {
  line = uno_hal_line();
  if (line == NULL) {
    return;
  }
  if (*line != '\0' && *line != '\r' && !obey()) {
    refuse();
  }
  uno_hal_give_up_line();
}
