/* In place of the app, for a model that does not take features of sound: one run, measured. */
#include "app.h"
#include "hal/hal.h"
#include "model.h"
#include "protocol.h"

static int8_t input[MODEL_INPUT_BYTES];
static int8_t output[MODEL_OUTPUT_BYTES];

void ww_app_start(void) {
  hal_start();
  const uint32_t start = hal_ticks();
  model_invoke(input, output);
  const uint32_t ticks = hal_ticks() - start;
  ww_line_begin("engine");
  ww_line_number("inference_ticks", ticks);
  ww_line_number("stack", hal_stack_used());
  ww_line_end();
}

void ww_app_poll(void) { hal_idle(); }
