#include "pipeline.h"

#include <string.h>

#include "frontend.h"
#include "inference.h"

static int8_t frame[WW_CHANNELS];
static int8_t logits[WW_LABEL_LIMIT];
static ww_times_t times;

void ww_pipeline_start(void) {
  ww_inference_start();
  ww_detector_reset();
  ww_pipeline_reset();
}

void ww_pipeline_reset(void) {
  uint16_t thresholds[WW_LABEL_LIMIT];
  for (uint8_t label = 0; label < WW_LABEL_COUNT; label++) {
    thresholds[label] = ww_detector_threshold(label);
  }
  ww_detector_reset();
  for (uint8_t label = 0; label < WW_LABEL_COUNT; label++) {
    (void)ww_detector_set_threshold(label, thresholds[label]);
  }
  ww_frontend_reset();
  ww_inference_reset();
  memset(&times, 0, sizeof times);
}

static void run_model(ww_step_t* step) {
  uint32_t start = hal_ticks();
  ww_inference_run(logits);
  times.inference_ticks += hal_ticks() - start;
  times.runs++;
  step->has_run = true;
  step->has_detection = ww_detector_push(logits, &step->detection);
}

static void add_frame(ww_step_t* step) {
  step->has_frame = true;
  if (ww_inference_push(frame)) {
    run_model(step);
  }
}

ww_step_t ww_pipeline_push_block(const int16_t block[HAL_BLOCK_SAMPLES]) {
  ww_step_t step = {0};
  uint32_t start = hal_ticks();
  size_t taken = 0;
  bool ready = false;
  while (taken < HAL_BLOCK_SAMPLES) {
    bool ready_now;
    taken += ww_frontend_push(&block[taken], HAL_BLOCK_SAMPLES - taken, frame, &ready_now);
    ready |= ready_now; /* a frame takes one block or two: never a second one here */
  }
  times.front_end_ticks += hal_ticks() - start;
  times.blocks++;
  if (ready) {
    add_frame(&step);
  }
  return step;
}

ww_step_t ww_pipeline_push_frame(const int8_t pushed[WW_CHANNELS]) {
  ww_step_t step = {0};
  memcpy(frame, pushed, sizeof frame);
  add_frame(&step);
  return step;
}

const int8_t* ww_pipeline_frame(void) { return frame; }

const int8_t* ww_pipeline_logits(void) { return logits; }

ww_times_t ww_pipeline_take_times(void) {
  ww_times_t taken = times;
  memset(&times, 0, sizeof times);
  return taken;
}
