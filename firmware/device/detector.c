#include "detector.h"

#include <string.h>

#define Q15_ONE 32767u

/* Chips that read constants in flash with instructions of their own say how in ww_config.h. */
#ifndef WW_EXP_AT
#define WW_EXP_AT(difference) ww_exp_table[difference]
#endif

/* Counts may be known at run time only; arrays have room for the most there can be. */
static uint16_t history[WW_SMOOTHING_LIMIT][WW_LABEL_LIMIT];
static unsigned oldest;
static uint32_t sums[WW_LABEL_LIMIT];
static uint16_t thresholds[WW_LABEL_LIMIT];
/* A word that fired must fall below its threshold before it may fire again. */
static bool fired[WW_LABEL_LIMIT];
static uint32_t quiet_runs;

/* Labels in the manner of _unknown_ never fire. */
static bool is_word(unsigned label) { return ww_labels[label][0] != '_'; }

void ww_detector_reset(void) {
  memset(history, 0, sizeof(history));
  memset(sums, 0, sizeof(sums));
  memset(fired, 0, sizeof(fired));
  memcpy(thresholds, ww_start_thresholds, WW_LABEL_COUNT * sizeof(thresholds[0]));
  oldest = 0;
  quiet_runs = 0;
}

uint16_t ww_detector_score(uint8_t label) { return (uint16_t)(sums[label] / WW_SMOOTHING); }

uint16_t ww_detector_threshold(uint8_t label) { return thresholds[label]; }

bool ww_detector_set_threshold(uint8_t label, uint16_t threshold) {
  if (label >= WW_LABEL_COUNT) {
    return false;
  }
  thresholds[label] = threshold;
  return true;
}

/* exp(logit - highest logit) in 1/65535; beyond the table it rounds to nothing. */
static uint32_t weight(int highest, int logit) {
  const unsigned difference = (unsigned)(highest - logit);
  return difference < WW_EXP_COUNT ? WW_EXP_AT(difference) : 0;
}

/* Softmax of the logits as Q15, in place of the oldest run. */
static void add_run(const int8_t* logits) {
  int highest = logits[0];
  for (unsigned label = 1; label < WW_LABEL_COUNT; ++label) {
    highest = logits[label] > highest ? logits[label] : highest;
  }
  uint32_t total = 0;
  for (unsigned label = 0; label < WW_LABEL_COUNT; ++label) {
    total += weight(highest, logits[label]);
  }
  uint16_t* run = history[oldest];
  oldest = oldest + 1 == WW_SMOOTHING ? 0 : oldest + 1;
  for (unsigned label = 0; label < WW_LABEL_COUNT; ++label) {
    const uint32_t posterior = (weight(highest, logits[label]) * Q15_ONE + total / 2) / total;
    sums[label] += posterior - run[label];
    run[label] = (uint16_t)posterior;
  }
}

bool ww_detector_push(const int8_t* logits, ww_detection_t* detection) {
  add_run(logits);
  if (quiet_runs > 0) {
    --quiet_runs;
  }
  bool found = false;
  ww_detection_t best = {0, 0};
  for (unsigned label = 0; label < WW_LABEL_COUNT; ++label) {
    const uint16_t score = ww_detector_score((uint8_t)label);
    if (is_word(label) && (!found || score > best.score)) {
      found = true;
      best = (ww_detection_t){(uint8_t)label, score};
    }
  }
  const bool fires =
      found && best.score >= thresholds[best.label] && !fired[best.label] && quiet_runs == 0;
  for (unsigned label = 0; label < WW_LABEL_COUNT; ++label) {
    if (ww_detector_score((uint8_t)label) < thresholds[label]) {
      fired[label] = false;
    }
  }
  if (fires) {
    fired[best.label] = true;
    quiet_runs = WW_REFRACTORY_RUNS;
    *detection = best;
  }
  return fires;
}
