/* Arduino Nano 33 BLE Sense: an nRF52840 inside a sketch for Arduino's mbed core.

   What is said here of the core is from ArduinoCore-mbed 4: libraries/PDM/src/nrf52/PDM.cpp,
   cores/arduino/USB and main.cpp, variants/ARDUINO_NANO33BLE; of the chip, from Nordic's nRF52840
   product specification 1.1. */
#include <Arduino.h>
#include <PDM.h>
#include <USB/PluggableUSBSerial.h>
#include <rtos/EventFlags.h>
#include <rtos/ThisThread.h>
#include <rtx_os.h>

extern "C" {
#include "audio_ring.h"
#include "hal/hal.h"
#include "whole_lines.h"
#include "ww_board.h"
}

#if WW_MIC_GAIN < 0 || WW_MIC_GAIN > 80
#error "The gain of the nRF52840's PDM interface is 0 (-20 dB) to 80 (+20 dB), in steps of 0.5 dB."
#endif

#define SAMPLES_PER_SECOND 16000u
#define BLOCK_US (HAL_BLOCK_MS * 1000u)
#define TICKS_PER_US (VARIANT_MCK / 1000000u)
/* The microphone's first sound, while its supply and filters settle, is none. */
#define SETTLING_BLOCKS 10u

/* Less than a full packet of 64 bytes: a host passes a packet on at once only if it is short. */
#define PACKET_BYTES 63u
/* How long a host that is there may leave a packet lying. */
#define PATIENCE_US 50000u

#define STACK_PAINT 0xA5A5A5A5u
/* Longer than any variable on the stack, which may lie there untouched. */
#define STACK_GAP_WORDS 256

#define SOUND_IS_THERE 1u

static ww_audio_ring_t ring;
static rtos::EventFlags wake;

/* Of the block read last. */
static ww_block_note_t note;

/* For the interrupt alone. */
static int16_t samples[HAL_BLOCK_SAMPLES];
static uint32_t settling;
static uint32_t due_us;

/* A clock that also runs while the core sleeps, which the cycle counter does not. */
static uint32_t clock_ticks(uint32_t us) { return us * TICKS_PER_US; }

/* Blocks that the driver lost before this one, as its interrupt was held up for longer than they
   took: it keeps no count, but clock and microphone share one crystal, so each block has its time
   to the microsecond. An interrupt is never early; one that seems so shows that those before were
   late. */
static uint32_t lost_before(uint32_t now_us) {
  const int32_t late_us = (int32_t)(now_us - due_us);
  const uint32_t lost = late_us < 0 ? 0u : (uint32_t)late_us / BLOCK_US;
  due_us = (late_us < 0 ? now_us : due_us + lost * BLOCK_US) + BLOCK_US;
  return lost;
}

/* Called by the driver's interrupt as soon as the chip fills its other buffer. The one that it
   hands out has just been taken for filling, too: it holds the sound of one block ago, and the
   first two samples are overwritten after 125 us. So it is read here and now; a driver whose
   buffer was not read would stop for ever. */
static void sound_came(void) {
  const uint32_t now_us = micros();
  const int count = PDM.read(samples, sizeof samples) / (int)sizeof samples[0];
  if (settling > 0) {
    settling--;
    due_us = now_us + BLOCK_US;
    return;
  }
  ww_ring_lose(&ring, lost_before(now_us) * HAL_BLOCK_SAMPLES);
  if (ww_ring_push(&ring, samples, (size_t)count, clock_ticks(now_us - BLOCK_US))) {
    wake.set(SOUND_IS_THERE);
  }
}

static uint32_t* stack_bottom(void) {
  const osRtxThread_t* self = (const osRtxThread_t*)osThreadGetId();
  return (uint32_t*)self->stack_mem + 1; /* below lies the word by which RTX sees an overflow */
}

static uint32_t* stack_top(void) {
  const osRtxThread_t* self = (const osRtxThread_t*)osThreadGetId();
  return (uint32_t*)self->stack_mem + self->stack_size / sizeof(uint32_t);
}

/* The core's library is built without the statistics of mbed_stats_stack_get. */
static void paint_stack(void) {
  const uintptr_t own = (uintptr_t)__builtin_frame_address(0) - 64u;
  for (volatile uint32_t* word = stack_bottom(); (uintptr_t)word < own; word++) {
    *word = STACK_PAINT;
  }
}

/* The core's main() has started the serial port. */
void hal_start(void) {
  CoreDebug->DEMCR |= CoreDebug_DEMCR_TRCENA_Msk;
  DWT->CTRL |= DWT_CTRL_CYCCNTENA_Msk;
  paint_stack();
  ww_ring_start(&ring, VARIANT_MCK / SAMPLES_PER_SECOND);
  settling = SETTLING_BLOCKS;
  PDM.onReceive(sound_came);
  PDM.setBufferSize(sizeof samples);
  PDM.setGain(WW_MIC_GAIN);
  while (PDM.begin(1, SAMPLES_PER_SECOND) == 0) {
    static const char complaint[] =
        "{\"type\":\"error\",\"what\":\"the microphone does not start\"}\n";
    hal_serial_write(complaint, sizeof complaint - 1);
    delay(1000);
  }
}

bool hal_audio_read(int16_t block[HAL_BLOCK_SAMPLES]) { return ww_ring_read(&ring, block, &note); }

uint32_t hal_audio_dropped(void) { return note.dropped; }

uint32_t hal_audio_age(void) { return clock_ticks(micros()) - note.complete; }

int hal_serial_read(void) { return _SerialUSB.read(); }

/* The port's own write() would wait for ever for a computer that has opened it and does not read.
   Here nothing waits again before the computer has read. */
static bool send_packet(const char* bytes, size_t count) {
  static bool is_stalled;
  const uint32_t start_us = micros();
  uint32_t taken = 0;
  _SerialUSB.send_nb((uint8_t*)bytes, count, &taken);
  while (taken == 0 && !is_stalled && _SerialUSB.connected()) {
    is_stalled = micros() - start_us > PATIENCE_US;
    rtos::ThisThread::yield();
    _SerialUSB.send_nb((uint8_t*)bytes, count, &taken);
  }
  is_stalled = taken == 0;
  return !is_stalled;
}

static bool send_line(const char* bytes, size_t count) {
  static bool is_cut;
  if (is_cut && !send_packet("\n", 1)) {
    return false;
  }
  is_cut = false;
  for (size_t sent = 0; sent < count; sent += PACKET_BYTES) {
    const size_t left = count - sent;
    if (!send_packet(&bytes[sent], left < PACKET_BYTES ? left : PACKET_BYTES)) {
      is_cut = sent > 0;
      return false;
    }
  }
  return true;
}

void hal_serial_write(const char* data, size_t count) {
  static ww_whole_lines_t lines;
  ww_whole_lines_put(&lines, data, count, send_line);
}

uint32_t hal_ticks(void) { return DWT->CYCCNT; }

uint32_t hal_ticks_per_second(void) { return VARIANT_MCK; }

/* Goes down from the lowest word known to be used, to where nothing but paint is left. */
uint32_t hal_stack_used(void) {
  static const volatile uint32_t* lowest = NULL;
  if (lowest == NULL) {
    lowest = stack_top();
  }
  const volatile uint32_t* word = lowest;
  while (word > stack_bottom() && lowest - word < STACK_GAP_WORDS) {
    word--;
    if (*word != STACK_PAINT) {
      lowest = word;
    }
  }
  return (uint32_t)((uintptr_t)stack_top() - (uintptr_t)lowest);
}

/* Other threads have nothing to do either, so the core sleeps until an interrupt. */
void hal_idle(void) { wake.wait_any_for(SOUND_IS_THERE, std::chrono::milliseconds(HAL_BLOCK_MS)); }

/* The core makes a pin that was not used before an output with this very level. */
void hal_pin_write(uint8_t pin, bool high) { digitalWrite((pin_size_t)pin, high ? HIGH : LOW); }

/* From the core's linker script, which would let a sketch grow into the model's place: code and
   constants end at __etext in flash, and the variables' initial values follow. */
extern uint32_t __etext, __data_start__, __data_end__;

const uint8_t* hal_model_pack(void) {
  const uintptr_t values = (uintptr_t)&__data_end__ - (uintptr_t)&__data_start__;
  const bool overgrown = (uintptr_t)&__etext + values > WW_MODEL_OFFSET;
  return overgrown ? NULL : (const uint8_t*)WW_MODEL_OFFSET;
}

size_t hal_model_pack_room(void) { return WW_MODEL_BYTES; }
