#include "commands.h"

#include <string.h>

#include "hal/hal.h"
#include "inference.h"

#ifndef WW_ENGINE
#error "WW_ENGINE names the engine that this firmware was built with."
#endif

ww_state_t ww_state;

/* While features are replayed there are no blocks to count, so time is what was pushed. */
static uint32_t now_ms(void) { return ww_state.blocks * HAL_BLOCK_MS; }

void ww_say_hello(void) {
  ww_line_begin("hello");
  ww_line_text("board", WW_BOARD_NAME);
  ww_line_text("firmware", WW_FIRMWARE_VERSION);
  ww_line_text("engine", WW_ENGINE);
  ww_line_text("model", WW_MODEL_HASH);
  ww_line_list("labels");
  for (uint8_t label = 0; label < WW_LABEL_COUNT; label++) {
    ww_line_item_text(ww_labels[label]);
  }
  ww_line_list_end();
  ww_line_number("arena", WW_ARENA_BYTES);
  ww_line_number("stack", hal_stack_used());
  ww_line_number("ticks_per_second", hal_ticks_per_second());
  ww_line_end();
  ww_say_trouble();
}

static void say_scores(void) {
  const int8_t* logits = ww_pipeline_logits();
  ww_line_begin("score");
  ww_line_number("ms", now_ms());
  ww_line_list("logits");
  for (uint8_t label = 0; label < WW_LABEL_COUNT; label++) {
    ww_line_item_number(logits[label]);
  }
  ww_line_list_end();
  ww_line_list("scores");
  for (uint8_t label = 0; label < WW_LABEL_COUNT; label++) {
    ww_line_item_score(ww_detector_score(label));
  }
  ww_line_list_end();
  ww_line_end();
}

void ww_say_step(const ww_step_t* step) {
  if (step->has_detection) {
    ww_line_begin("detect");
    ww_line_number("ms", now_ms());
    ww_line_text("word", ww_labels[step->detection.label]);
    ww_line_score("score", step->detection.score);
    ww_line_number("late_ticks", ww_state.replay ? 0 : hal_audio_age());
    ww_line_end();
  }
  if (step->has_run && ww_state.scores) {
    say_scores();
  }
}

static uint16_t clamp_score(uint32_t score) {
  return (uint16_t)(score < WW_SCORE_ONE ? score : WW_SCORE_ONE);
}

/* Sensitivity 0.5 is the threshold of the build, 0 asks for certainty, 1 takes anything. */
static uint16_t threshold_for(uint16_t built, uint32_t sensitivity) {
  const uint32_t half = (WW_SCORE_ONE + 1) / 2;
  if (sensitivity <= half) {
    return clamp_score(built + (WW_SCORE_ONE - (uint32_t)built) * (half - sensitivity) / half);
  }
  return clamp_score((uint32_t)built * (WW_SCORE_ONE - sensitivity) / (WW_SCORE_ONE - half));
}

/* Threshold and sensitivity, for the named word or for all. */
static void set_thresholds(const ww_command_t* command, bool is_sensitivity) {
  bool known = command->word == NULL;
  if (!command->has_value) {
    ww_line_error("value is missing");
    return;
  }
  for (uint8_t label = 0; label < WW_LABEL_COUNT; label++) {
    if (command->word != NULL && strcmp(command->word, ww_labels[label]) != 0) {
      continue;
    }
    known = true;
    (void)ww_detector_set_threshold(
        label, is_sensitivity ? threshold_for(ww_initial_thresholds[label], command->value)
                              : command->value);
  }
  if (!known) {
    ww_line_error("no such word");
    return;
  }
  ww_line_begin("thresholds");
  ww_line_list("values");
  for (uint8_t label = 0; label < WW_LABEL_COUNT; label++) {
    ww_line_item_score(clamp_score(ww_detector_threshold(label)));
  }
  ww_line_list_end();
  ww_line_end();
}

static void answer_replay(const ww_step_t* step) {
  ww_say_step(step);
  ww_line_begin("replay");
  ww_line_number("ms", now_ms());
  if (step->has_frame) {
    ww_line_base64("features", ww_pipeline_frame(), WW_CHANNELS);
  }
  if (step->has_run) {
    ww_line_base64("logits", ww_pipeline_logits(), WW_LABEL_COUNT);
  }
  ww_line_end();
}

static void replay_audio(const ww_command_t* command) {
  int16_t block[HAL_BLOCK_SAMPLES];
  if (command->audio_bytes != sizeof block) {
    ww_line_error("audio is not one block of 160 samples");
    return;
  }
  for (size_t i = 0; i < HAL_BLOCK_SAMPLES; i++) {
    uint16_t bits = (uint16_t)(command->audio[2 * i] | command->audio[2 * i + 1] << 8);
    block[i] = (int16_t)bits;
  }
  ww_state.blocks++;
  ww_step_t step = ww_pipeline_push_block(block);
  answer_replay(&step);
}

static void replay_features(const ww_command_t* command) {
  if (command->features_bytes != WW_CHANNELS) {
    ww_line_error("features are not one frame");
    return;
  }
  ww_state.blocks += WW_STEP_MS / HAL_BLOCK_MS;
  ww_step_t step = ww_pipeline_push_frame((const int8_t*)command->features);
  answer_replay(&step);
}

/* {"cmd":"replay","on":true} forgets all sound and turns the microphone off; then blocks or
   frames are pushed, each answered by one replay line; "on":false goes back to the microphone. */
static void replay(const ww_command_t* command) {
  if (command->has_on) {
    ww_step_t nothing = {0};
    ww_state.replay = command->on;
    ww_state.blocks = 0;
    ww_state.next_stat_ms = WW_STAT_MS;
    ww_pipeline_reset();
    answer_replay(&nothing);
  } else if (!ww_state.replay) {
    ww_line_error("replay is off");
  } else if (command->audio != NULL) {
    replay_audio(command);
  } else if (command->features != NULL) {
    replay_features(command);
  } else {
    ww_line_error("replay of nothing");
  }
}

static void set_switch(const ww_command_t* command, bool* target) {
  if (!command->has_on) {
    ww_line_error("on is missing");
    return;
  }
  *target = command->on;
}

void ww_command_run(const ww_command_t* command) {
  if (strcmp(command->name, "hello") == 0) {
    ww_say_hello();
  } else if (strcmp(command->name, "threshold") == 0) {
    set_thresholds(command, false);
  } else if (strcmp(command->name, "sensitivity") == 0) {
    set_thresholds(command, true);
  } else if (strcmp(command->name, "scores") == 0) {
    set_switch(command, &ww_state.scores);
  } else if (strcmp(command->name, "audio") == 0) {
    set_switch(command, &ww_state.audio);
  } else if (strcmp(command->name, "replay") == 0) {
    replay(command);
  } else {
    ww_line_error("no such command");
  }
}
