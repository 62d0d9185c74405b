/* The firmware's ears as a WebAssembly module: sound in, heard words out, and nothing else.

   A page writes 160 samples to where web_block() says and calls web_push(). Texts are UTF-8 that
   ends in a zero byte, given as places in the module's memory. */
#include "detector.h"
#include "frontend.h"
#include "inference.h"

#define BLOCK_SAMPLES 160
#define NOTHING_HEARD (-1)

#define PAGE_CALLS(name) __attribute__((export_name(#name))) name

static int16_t block[BLOCK_SAMPLES];
static int8_t frame[WW_CHANNELS];
static int8_t logits[WW_LABEL_COUNT];
static ww_detection_t heard;

uint32_t PAGE_CALLS(web_label_count)(void) { return WW_LABEL_COUNT; }

const char* PAGE_CALLS(web_label)(uint32_t label) { return ww_labels[label]; }

const char* PAGE_CALLS(web_model)(void) { return WW_MODEL_HASH; }

int16_t* PAGE_CALLS(web_block)(void) { return block; }

const int8_t* PAGE_CALLS(web_logits)(void) { return logits; }

/* Q15, smoothed as the detector sees it. */
uint32_t PAGE_CALLS(web_score)(uint32_t label) { return ww_detector_score((uint8_t)label); }

uint32_t PAGE_CALLS(web_threshold)(uint32_t label) { return ww_detector_threshold((uint8_t)label); }

void PAGE_CALLS(web_set_threshold)(uint32_t label, uint32_t threshold) {
  (void)ww_detector_set_threshold((uint8_t)label, (uint16_t)threshold);
}

/* Forgets all sound. Thresholds go back to those of the model. */
void PAGE_CALLS(web_reset)(void) {
  ww_frontend_reset();
  ww_inference_reset();
  ww_detector_reset();
}

/* Takes the block. Returns the label of a word that was heard at its end, or NOTHING_HEARD. */
int32_t PAGE_CALLS(web_push)(void) {
  bool ready = false;
  for (size_t taken = 0; taken < BLOCK_SAMPLES;) {
    bool ready_now;
    taken += ww_frontend_push(&block[taken], BLOCK_SAMPLES - taken, frame, &ready_now);
    ready |= ready_now;
  }
  if (!ready || !ww_inference_push(frame)) {
    return NOTHING_HEARD;
  }
  ww_inference_run(logits);
  return ww_detector_push(logits, &heard) ? (int32_t)heard.label : NOTHING_HEARD;
}
