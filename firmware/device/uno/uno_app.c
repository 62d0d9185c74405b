#include "uno_app.h"

#include "detector.h"
#include "model.h"
#include "uno_actions.h"
#include "uno_commands.h"
#include "uno_frontend.h"
#include "uno_hal.h"
#include "uno_line.h"

#define FRAME_MS 16u
#define STAT_MS 1000u
/* Samples of the front end, pairs of readings, that make a millisecond. */
#define SAMPLES_PER_MS 8u
/* Readings have 10 bits; levels are told in the units of 16-bit sound. */
#define READING_UNIT 64u

/* Sums since the last stat line. */
typedef struct {
  uint32_t front_end_ticks;
  uint32_t inference_ticks;
  uint8_t frames;
  uint8_t runs;
} times_t;

static uint32_t frames;
static uint32_t next_stat_ms;
static times_t times;

/* Sound heard, by the frames worked on and what was lost between them. */
static uint32_t now_ms(void) { return frames * FRAME_MS + uno_frontend_lost() / SAMPLES_PER_MS; }

void uno_app_start(void) {
  uno_frontend_reset();
  model_reset();
  ww_detector_reset();
  uno_commands_reset();
  next_stat_ms = STAT_MS;
  uno_hal_start();
  uno_actions_start();
  uno_say_hello();
}

static void say_detection(const ww_detection_t* detection, uint32_t began) {
  uno_line_begin(UNO_TEXT("detect"));
  uno_line_number(UNO_TEXT("ms"), now_ms());
  uno_line_label(UNO_TEXT("word"), detection->label);
  uno_line_score(UNO_TEXT("score"), detection->score);
  uno_line_number(UNO_TEXT("late_ticks"), uno_hal_ticks() - began);
  uno_line_end();
}

static void say_scores(const int8_t* logits) {
  uno_line_begin(UNO_TEXT("score"));
  uno_line_number(UNO_TEXT("ms"), now_ms());
  uno_line_list(UNO_TEXT("logits"));
  for (uint8_t label = 0; label < WW_LABEL_COUNT; ++label) {
    uno_line_item_number(logits[label]);
  }
  uno_line_list_end();
  uno_line_list(UNO_TEXT("scores"));
  for (uint8_t label = 0; label < WW_LABEL_COUNT; ++label) {
    uno_line_item_score(ww_detector_score(label));
  }
  uno_line_list_end();
  uno_line_end();
}

static uint32_t mean(uint32_t sum, uint8_t count) { return count == 0 ? 0 : sum / count; }

static void say_stat(uint32_t ms) {
  const uno_level_t level = uno_hal_take_level();
  uno_line_begin(UNO_TEXT("stat"));
  uno_line_number(UNO_TEXT("ms"), ms);
  uno_line_number(UNO_TEXT("front_end_ticks"), mean(times.front_end_ticks, times.frames));
  uno_line_number(UNO_TEXT("inference_ticks"), mean(times.inference_ticks, times.runs));
  uno_line_number(UNO_TEXT("dropped_ms"), uno_frontend_lost() / SAMPLES_PER_MS);
  uno_line_number(UNO_TEXT("peak"), (uint32_t)level.peak * READING_UNIT);
  uno_line_number(UNO_TEXT("rms"), (uint32_t)level.rms * READING_UNIT);
  uno_line_number(UNO_TEXT("stack"), uno_hal_stack_used());
  uno_line_number(UNO_TEXT("bad_lines"), uno_commands_bad_lines());
  uno_line_end();
  times = (times_t){0, 0, 0, 0};
}

/* Frames and lost sound since the last look, for pulses and what waits. */
static void go_on_acting(void) {
  static uint16_t before_ms;
  const uint32_t ms = now_ms();
  uno_actions_pass((uint16_t)((uint16_t)ms - before_ms), ms);
  before_ms = (uint16_t)ms;
}

static void hear(const int8_t* features, uint32_t began) {
  int8_t logits[MODEL_LABELS];
  ww_detection_t detection = {0, 0};
  const uint32_t before = uno_hal_ticks();
  ++times.frames;
  ++frames;
  go_on_acting();
  if (model_push(features, logits)) {
    const bool heard = ww_detector_push(logits, &detection);
    times.inference_ticks += uno_hal_ticks() - before;
    ++times.runs;
    if (heard) {
      if (!uno_actions_own(UNO_LED_PIN)) {
        uno_hal_signal(detection.label);
      }
      say_detection(&detection, began);
      uno_actions_hear(detection.label);
    }
    if (uno_says_scores()) {
      say_scores(logits);
    }
  }
  const uint32_t ms = now_ms();
  if (ms >= next_stat_ms) {
    say_stat(ms);
    next_stat_ms = ms - ms % STAT_MS + STAT_MS;
  }
}

void uno_app_poll(void) {
  int8_t features[MODEL_BANDS];
  uno_commands_poll();
  if (!uno_frontend_waits()) {
    uno_hal_idle();
    return;
  }
  const uint32_t began = uno_hal_ticks();
  const bool completed = uno_frontend_frame(features);
  times.front_end_ticks += uno_hal_ticks() - began;
  if (completed) {
    hear(features, began);
  }
}
