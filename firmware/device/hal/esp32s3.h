/* The parts of the HAL for ESP32-S3, each in a file of its own. */
#ifndef WW_ESP32S3_H
#define WW_ESP32S3_H

#include <stdbool.h>

#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

/* The core that does nothing but fetch sound; the firmware runs on the other one, which is also
   where an Arduino sketch has its loop(). */
#define ESP32S3_SOUND_CORE 0
#define ESP32S3_APP_CORE 1

/* Fetches sound from now on, and notifies `reader` of each block. False when the driver refuses. */
bool esp32s3_microphone_start(TaskHandle_t reader);

void esp32s3_serial_start(void);

#endif
