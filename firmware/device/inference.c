#include "inference.h"

#include <string.h>

static unsigned frames_since_run;

#ifdef WW_MODEL_FROM_PACK

#include "hal/hal.h"

static const char* trouble;

void ww_inference_start(void) {
  trouble = ww_pack_open(hal_model_pack(), hal_model_pack_room(), WW_FRONT_END);
  if (trouble == NULL) {
    trouble = model_start(ww_pack.model, WW_LABEL_COUNT);
  }
#ifdef MODEL_MAY_STREAM
  if (trouble == NULL && model_stream_frames() != 0 && model_stream_frames() != WW_STRIDE_FRAMES) {
    trouble = "the model runs at other times than its settings say; flash it again";
  }
#endif
  if (trouble != NULL) {
    ww_pack_close();
  }
}

const char* ww_inference_trouble(void) { return trouble != NULL ? trouble : model_trouble(); }

#else

typedef char labels_are_the_models_output[WW_LABEL_COUNT == MODEL_OUTPUT_BYTES ? 1 : -1];

#endif

#ifdef MODEL_STREAM_FRAMES

/* The frames since the last run, oldest first. */
static int8_t fresh[WW_STRIDE_FRAMES][WW_CHANNELS];

typedef char fresh_is_the_models_input[sizeof fresh == MODEL_STREAM_INPUT_BYTES ? 1 : -1];
typedef char window_is_the_models_input[WW_FRAMES * WW_CHANNELS == MODEL_INPUT_BYTES ? 1 : -1];

static void forget_frames(void) { model_stream_reset(); }

static void keep_frame(const int8_t* frame) {
  memcpy(fresh[frames_since_run], frame, sizeof fresh[0]);
}

void ww_inference_run(int8_t logits[WW_LABEL_LIMIT]) { model_stream(&fresh[0][0], logits); }

#else

#define SILENT_FEATURE (-128)

/* The frames that the model sees, oldest first: a window, or the new ones of a model that is data
   and streams. */
static int8_t window[WW_FRAMES][WW_CHANNELS];

typedef char window_is_the_models_input[sizeof window == MODEL_INPUT_BYTES ? 1 : -1];

static void forget_frames(void) {
  memset(window, SILENT_FEATURE, sizeof window);
#ifdef MODEL_MAY_STREAM
  model_stream_reset();
#endif
}

static void keep_frame(const int8_t* frame) {
#ifdef MODEL_MAY_STREAM
  if (model_stream_frames() != 0) {
    memcpy(window[frames_since_run], frame, sizeof window[0]);
    return;
  }
#endif
  memmove(window[0], window[1], sizeof window - sizeof window[0]);
  memcpy(window[WW_FRAMES - 1], frame, sizeof window[0]);
}

void ww_inference_run(int8_t logits[WW_LABEL_LIMIT]) { model_invoke(&window[0][0], logits); }

#endif

void ww_inference_reset(void) {
  forget_frames();
  frames_since_run = 0;
}

bool ww_inference_push(const int8_t frame[WW_CHANNELS]) {
  keep_frame(frame);
  frames_since_run = frames_since_run + 1 == WW_STRIDE_FRAMES ? 0 : frames_since_run + 1;
  return frames_since_run == 0;
}
