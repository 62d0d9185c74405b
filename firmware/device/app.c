#include "app.h"

#include "actions.h"
#include "commands.h"
#include "hal/hal.h"
#include "level.h"
#include "pipeline.h"
#include "protocol.h"

/* A board without a model says so again with every so-manieth stat line. */
#define TROUBLE_EVERY 4u

/* Blocks that were already lost when the block before was read. */
static uint32_t dropped_before;
/* Whether what was heard last came from the computer. */
static bool replayed;

void ww_app_start(void) {
  hal_start();
  ww_protocol_reset();
  ww_pipeline_start();
  ww_actions_reset();
  ww_state.next_stat_ms = WW_STAT_MS;
  ww_say_hello();
}

/* The time that words and pulses are measured with: that of the block read last and what has passed
   since, as sound may wait for the model, or may not come any more. */
static uint32_t clock_ms(void) {
  static uint32_t block;
  static uint32_t age_before;
  static uint32_t wrapped_ms;
  const uint32_t ticks_per_ms = hal_ticks_per_second() / 1000u;
  const uint32_t age = hal_audio_age();
  if (block != ww_state.blocks) {
    wrapped_ms = 0;
  } else if (age < age_before) {
    wrapped_ms += UINT32_MAX / ticks_per_ms;
  }
  block = ww_state.blocks;
  age_before = age;
  return ww_state.blocks * HAL_BLOCK_MS + wrapped_ms + age / ticks_per_ms;
}

static uint32_t mean(uint32_t sum, uint32_t count) { return count == 0 ? 0 : sum / count; }

static void say_stat(uint32_t ms) {
  uint32_t peak;
  uint32_t rms;
  ww_level_take(&peak, &rms);
  const ww_times_t times = ww_pipeline_take_times();
  ww_line_begin("stat");
  ww_line_number("ms", ms);
  ww_line_number("front_end_ticks", mean(times.front_end_ticks, times.blocks));
  ww_line_number("inference_ticks", mean(times.inference_ticks, times.runs));
  ww_line_number("dropped_ms", hal_audio_dropped() * HAL_BLOCK_MS);
  ww_line_number("peak", peak);
  ww_line_number("rms", rms);
  ww_line_number("stack", hal_stack_used());
  ww_line_number("bad_lines", ww_protocol_bad_lines());
  ww_line_end();
}

static void hear(const int16_t block[HAL_BLOCK_SAMPLES]) {
  const uint32_t dropped = hal_audio_dropped();
  /* Time goes on while sound is lost. */
  ww_state.blocks += 1u + dropped - dropped_before;
  dropped_before = dropped;
  ww_level_push(block, HAL_BLOCK_SAMPLES);
  const ww_step_t step = ww_pipeline_push_block(block);
  ww_say_step(&step);
  if (step.has_detection) {
    ww_actions_hear(step.detection.label, clock_ms());
  }
  const uint32_t ms = ww_state.blocks * HAL_BLOCK_MS;
  if (ww_state.audio) {
    ww_line_begin("audio");
    ww_line_number("ms", ms);
    ww_line_base64("data", block, HAL_BLOCK_SAMPLES * sizeof block[0]);
    ww_line_end();
  }
  if (ms >= ww_state.next_stat_ms) {
    say_stat(ms);
    if (ms / WW_STAT_MS % TROUBLE_EVERY == 0) {
      ww_say_trouble();
    }
    ww_state.next_stat_ms = ms - ms % WW_STAT_MS + WW_STAT_MS;
  }
}

static void obey(void) {
  ww_command_t command;
  for (int byte = hal_serial_read(); byte >= 0; byte = hal_serial_read()) {
    if (ww_protocol_push((char)byte, &command)) {
      ww_command_run(&command);
      return; /* one command between two blocks of sound, so that none can starve the other */
    }
  }
}

/* Replayed sound switches nothing, and what was under way when it began has ended. */
static void go_on_acting(void) {
  if (replayed != ww_state.replay) {
    replayed = ww_state.replay;
    ww_actions_reset();
  }
  if (!replayed) {
    ww_actions_tick(clock_ms());
  }
}

void ww_app_poll(void) {
  int16_t block[HAL_BLOCK_SAMPLES];
  obey();
  go_on_acting();
  if (!hal_audio_read(block)) {
    hal_idle();
  } else if (ww_state.replay) {
    dropped_before = hal_audio_dropped();
  } else {
    hear(block);
  }
}
