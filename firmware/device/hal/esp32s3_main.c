/* Where the firmware begins on an ESP32-S3 without Arduino's core, which brings its own beginning
   and calls setup() and loop() of a sketch. */
#ifndef ARDUINO

#include "app.h"
#include "esp32s3.h"

#define STACK_BYTES 8192 /* as much as loop() of a sketch has */

void app_main(void);

static void run(void* nothing) {
  (void)nothing;
  ww_app_start();
  for (;;) {
    ww_app_poll();
  }
}

void app_main(void) {
  static StackType_t stack[STACK_BYTES];
  static StaticTask_t task;
  (void)xTaskCreateStaticPinnedToCore(run, "wakewright", STACK_BYTES, NULL, tskIDLE_PRIORITY + 1,
                                      stack, &task, ESP32S3_APP_CORE);
}

#else
typedef int esp32s3_main_is_arduinos; /* C wants something in a file */
#endif
