/* From blocks of sound to detections: front end, model, detector, with the time each takes. */
#ifndef WW_PIPELINE_H
#define WW_PIPELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "detector.h"
#include "hal/hal.h"
#include "ww_config.h"

/* What one block of sound, or one frame, led to. */
typedef struct {
  bool has_frame;
  bool has_run;
  bool has_detection;
  ww_detection_t detection;
} ww_step_t;

/* Sums since ww_pipeline_take_times. */
typedef struct {
  uint32_t blocks;
  uint32_t front_end_ticks;
  uint32_t runs;
  uint32_t inference_ticks;
} ww_times_t;

/* To be called first: thresholds of the build, no sound yet. */
void ww_pipeline_start(void);

/* Forgets all sound; thresholds stay as they were set. */
void ww_pipeline_reset(void);

ww_step_t ww_pipeline_push_block(const int16_t block[HAL_BLOCK_SAMPLES]);
ww_step_t ww_pipeline_push_frame(const int8_t frame[WW_CHANNELS]);

/* The frame and the logits (WW_LABEL_COUNT) of the last step that had them. */
const int8_t* ww_pipeline_frame(void);
const int8_t* ww_pipeline_logits(void);

ww_times_t ww_pipeline_take_times(void);

#endif
