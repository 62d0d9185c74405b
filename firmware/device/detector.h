/* From logits to detections, the events of compress/detector.py: posteriors averaged over
   WW_SMOOTHING runs of the model, a threshold for each label, silence after a detection, and one
   detection for one word however long it lasts. Q15 throughout; one instance, static memory. */
#ifndef WW_DETECTOR_H
#define WW_DETECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "ww_config.h"

typedef struct {
  uint8_t label;
  uint16_t score; /* Q15 */
} ww_detection_t;

/* Forget all runs and go back to the thresholds that the board starts with. To be called before the
   first push. */
void ww_detector_reset(void);

/* Take the logits of one run, WW_LABEL_COUNT of them. Returns whether a word was detected, and then
   writes which. */
bool ww_detector_push(const int8_t* logits, ww_detection_t* detection);

/* The smoothed score of a label after the last run, 0..32767. */
uint16_t ww_detector_score(uint8_t label);

uint16_t ww_detector_threshold(uint8_t label);

/* Change a label's threshold from the next run on; one above 32767 is never reached.
   Returns false, and changes nothing, if there is no such label. */
bool ww_detector_set_threshold(uint8_t label, uint16_t threshold);

#endif
