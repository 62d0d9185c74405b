/* In place of the app, for a model that does not take features of sound: one run, measured. */
#include "app.h"
#include "hal/hal.h"
#include "model.h"
#include "protocol.h"

static int8_t input[MODEL_INPUT_BYTES];
static int8_t output[MODEL_OUTPUT_BYTES];

#ifdef MODEL_IS_DATA

#include "model_pack.h"

static const char* start_model(void) {
  const char* trouble = ww_pack_open(hal_model_pack(), hal_model_pack_room(), "none");
  return trouble != NULL ? trouble : model_start(ww_pack.model, MODEL_OUTPUT_BYTES);
}

#else

static const char* start_model(void) { return NULL; }
static uint32_t model_arena_used(void) { return MODEL_ARENA_BYTES; }

#endif

void ww_app_start(void) {
  hal_start();
  const char* trouble = start_model();
  if (trouble != NULL) {
    ww_line_error(trouble);
    return;
  }
  const uint32_t start = hal_ticks();
  model_invoke(input, output);
  const uint32_t ticks = hal_ticks() - start;
  ww_line_begin("engine");
  ww_line_number("inference_ticks", ticks);
  ww_line_number("arena", model_arena_used());
  ww_line_number("stack", hal_stack_used());
  ww_line_base64("logits", output, sizeof output);
  ww_line_end();
}

void ww_app_poll(void) { hal_idle(); }
