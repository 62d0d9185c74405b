/* ESP32-S3: clock, pins, sleep, the stack and the model's own part of the flash. Microphone and
   serial port are in files of their own beside this one.

   Written for ESP-IDF 5.1 and later, by itself or as Arduino's core esp32 3.x carries it. */
#include "hal/hal.h"

#include "driver/gpio.h"
#include "esp_cpu.h"
#include "esp_idf_version.h"
#include "esp_partition.h"
#include "esp_rom_sys.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#include "esp32s3.h"

/* A name of ours in the partition table, see partitions.csv. */
#define MODEL_PARTITION "model"
#define COMPLAINT_US 5000000

static bool has_microphone;
static uintptr_t stack_top;
static uint64_t outputs; /* pins that are outputs already, one bit each */

/* The core runs in the task that calls this: loop() of a sketch, or the one of esp32s3_main.c. */
void hal_start(void) {
  stack_top = (uintptr_t)__builtin_frame_address(0);
  esp32s3_serial_start();
  has_microphone = esp32s3_microphone_start(xTaskGetCurrentTaskHandle());
}

/* Counts cycles of the core that asks. The firmware stays on one. */
uint32_t hal_ticks(void) { return esp_cpu_get_cycle_count(); }

uint32_t hal_ticks_per_second(void) { return esp_rom_get_cpu_ticks_per_us() * 1000000u; }

#if ESP_IDF_VERSION < ESP_IDF_VERSION_VAL(6, 0, 0)
#define xTaskGetStackStart pxTaskGetStackStart
#endif

/* Below hal_start: the system's own frames above it are not ours to count. */
uint32_t hal_stack_used(void) {
  const uintptr_t bottom = (uintptr_t)xTaskGetStackStart(NULL);
  return (uint32_t)(stack_top - bottom - uxTaskGetStackHighWaterMark(NULL) * sizeof(StackType_t));
}

/* A broken wire cannot be told, but a driver that refused its pins can. */
static void complain(void) {
  static const char complaint[] =
      "{\"type\":\"error\",\"what\":\"the microphone's driver did not start\"}\n";
  static int64_t next_us;
  if (!has_microphone && esp_timer_get_time() >= next_us) {
    hal_serial_write(complaint, sizeof complaint - 1);
    next_us = esp_timer_get_time() + COMPLAINT_US;
  }
}

/* The microphone's task wakes this one; bytes of the serial port wait for the next block. */
void hal_idle(void) {
  complain();
  (void)ulTaskNotifyTake(pdTRUE, pdMS_TO_TICKS(HAL_BLOCK_MS));
}

/* The level is set before the pin is made an output, so that nothing twitches. */
void hal_pin_write(uint8_t pin, bool high) {
  if (!GPIO_IS_VALID_OUTPUT_GPIO(pin)) {
    return;
  }
  (void)gpio_set_level((gpio_num_t)pin, high ? 1 : 0);
  if ((outputs >> pin & 1u) == 0) {
    const gpio_config_t config = {.pin_bit_mask = 1ull << pin, .mode = GPIO_MODE_OUTPUT};
    (void)gpio_config(&config);
    outputs |= 1ull << pin;
  }
}

static const esp_partition_t* model_partition(void) {
  return esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY,
                                  MODEL_PARTITION);
}

/* Mapped once and for good: the engine reads the model in place. */
const uint8_t* hal_model_pack(void) {
  static const void* mapped;
  esp_partition_mmap_handle_t handle;
  const esp_partition_t* partition = model_partition();
  if (mapped == NULL && partition != NULL &&
      esp_partition_mmap(partition, 0, partition->size, ESP_PARTITION_MMAP_DATA, &mapped,
                         &handle) != ESP_OK) {
    mapped = NULL;
  }
  return mapped;
}

size_t hal_model_pack_room(void) {
  const esp_partition_t* partition = model_partition();
  return partition != NULL ? partition->size : 0;
}
