/* The microphone of an ESP32-S3: an I2S or a PDM one, as ww_board.h says, by ESP-IDF's drivers.

   The DMA fills buffers of one block each. A task of high priority on a core of its own empties
   them into the ring, from which the firmware's core reads, so that sound is kept while a model
   runs on the other core. What either of them cannot take is counted. */
#include "esp32s3.h"

#include "driver/i2s_common.h"
#include "driver/i2s_pdm.h"
#include "driver/i2s_std.h"
#include "esp_attr.h"
#include "esp_timer.h"

#include "audio_ring.h"
#include "hal/hal.h"
#include "mic_level.h"
#include "ww_board.h"

#define SAMPLE_RATE 16000
#define SAMPLE_US (1000000 / SAMPLE_RATE)
/* 80 ms, should the task ever be kept from running. */
#define DMA_BLOCKS 8
#define TASK_STACK_BYTES 4096
#define TASK_PRIORITY (configMAX_PRIORITIES - 2)

#if !defined(WW_MIC_GAIN)
#define WW_MIC_GAIN 1
#endif

#if defined(WW_MIC_BUS_PDM)
/* Only this port turns PDM into samples. */
#define PORT I2S_NUM_0
typedef int16_t slot_t;
#elif defined(WW_MIC_BUS_I2S)
#define PORT I2S_NUM_AUTO
typedef int32_t slot_t;
#else
#error "ww_board.h names no microphone that this chip reads: I2S or PDM."
#endif

static ww_audio_ring_t ring;
static ww_block_note_t note; /* of the block read last */
static i2s_chan_handle_t channel;
static TaskHandle_t reader;
static uint32_t overflowed_bytes; /* written by the driver's interrupt, taken by the task */

#if defined(WW_MIC_BUS_PDM)
static esp_err_t open_channel(void) {
  const i2s_pdm_rx_config_t config = {
      .clk_cfg = I2S_PDM_RX_CLK_DEFAULT_CONFIG(SAMPLE_RATE),
      .slot_cfg = I2S_PDM_RX_SLOT_DEFAULT_CONFIG(I2S_DATA_BIT_WIDTH_16BIT, I2S_SLOT_MODE_MONO),
      .gpio_cfg = {.clk = WW_MIC_PIN_CLOCK, .din = WW_MIC_PIN_DATA},
  };
  return i2s_channel_init_pdm_rx_mode(channel, &config);
}
#else
/* 24 bits come in slots of 32, which the DMA passes on as they are. The default of the macro on
   this chip is both channels; one microphone with L/R at ground is the left one. */
static esp_err_t open_channel(void) {
  i2s_std_config_t config = {
      .clk_cfg = I2S_STD_CLK_DEFAULT_CONFIG(SAMPLE_RATE),
      .slot_cfg = I2S_STD_PHILIPS_SLOT_DEFAULT_CONFIG(I2S_DATA_BIT_WIDTH_32BIT, I2S_SLOT_MODE_MONO),
      .gpio_cfg = {.mclk = I2S_GPIO_UNUSED,
                   .bclk = WW_MIC_PIN_CLOCK,
                   .ws = WW_MIC_PIN_WORD_SELECT,
                   .dout = I2S_GPIO_UNUSED,
                   .din = WW_MIC_PIN_DATA},
  };
  config.slot_cfg.slot_mask = I2S_STD_SLOT_LEFT;
  return i2s_channel_init_std_mode(channel, &config);
}
#endif

/* In the interrupt: the driver gave up its oldest buffer. */
static IRAM_ATTR bool on_overflow(i2s_chan_handle_t from, i2s_event_data_t* event, void* context) {
  (void)from;
  (void)context;
  (void)__atomic_fetch_add(&overflowed_bytes, event->size, __ATOMIC_RELAXED);
  return false;
}

/* As 32 bits with the sample at the top, which an I2S slot is already. */
static int32_t at_the_top(slot_t slot) { return slot * (1 << (32 - 8 * (int)sizeof slot)); }

static void fetch_sound(void* nothing) {
  static slot_t slots[HAL_BLOCK_SAMPLES];
  static int16_t samples[HAL_BLOCK_SAMPLES];
  static ww_mic_level_t level;
  (void)nothing;
  for (;;) {
    size_t bytes = 0;
    /* Returns early only when the clock stands still; what came until then is taken. */
    (void)i2s_channel_read(channel, slots, sizeof slots, &bytes, 10 * HAL_BLOCK_MS);
    const uint32_t now_us = (uint32_t)esp_timer_get_time();
    const uint32_t lost_bytes = __atomic_exchange_n(&overflowed_bytes, 0, __ATOMIC_RELAXED);
    ww_ring_lose(&ring, lost_bytes / sizeof slots[0]);
    const size_t count = bytes / sizeof slots[0];
    for (size_t i = 0; i < count; i++) {
      samples[i] = ww_mic_level_sample(&level, at_the_top(slots[i]), WW_MIC_GAIN);
    }
    if (ww_ring_push(&ring, samples, count, now_us)) {
      xTaskNotifyGive(reader);
    }
  }
}

bool esp32s3_microphone_start(TaskHandle_t app) {
  static StackType_t stack[TASK_STACK_BYTES];
  static StaticTask_t task;
  i2s_chan_config_t buffers = I2S_CHANNEL_DEFAULT_CONFIG(PORT, I2S_ROLE_MASTER);
  buffers.dma_desc_num = DMA_BLOCKS;
  buffers.dma_frame_num = HAL_BLOCK_SAMPLES;
  const i2s_event_callbacks_t events = {.on_recv_q_ovf = on_overflow};
  ww_ring_start(&ring, SAMPLE_US);
  reader = app;
  if (i2s_new_channel(&buffers, NULL, &channel) != ESP_OK || open_channel() != ESP_OK ||
      i2s_channel_register_event_callback(channel, &events, NULL) != ESP_OK ||
      i2s_channel_enable(channel) != ESP_OK) {
    return false;
  }
  return xTaskCreateStaticPinnedToCore(fetch_sound, "sound", TASK_STACK_BYTES, NULL, TASK_PRIORITY,
                                       stack, &task, ESP32S3_SOUND_CORE) != NULL;
}

bool hal_audio_read(int16_t block[HAL_BLOCK_SAMPLES]) { return ww_ring_read(&ring, block, &note); }

uint32_t hal_audio_dropped(void) { return note.dropped; }

/* In microseconds first: the cores' cycle counters differ, and sound comes from the other core. */
uint32_t hal_audio_age(void) {
  const uint32_t age_us = (uint32_t)esp_timer_get_time() - note.complete;
  return age_us * (hal_ticks_per_second() / 1000000u);
}
