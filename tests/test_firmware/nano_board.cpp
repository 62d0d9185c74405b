/* The Nano's HAL on a computer: time, microphone and USB port are turned by the checks below. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <string>

#include "Arduino.h"
#include "PDM.h"
#include "USB/PluggableUSBSerial.h"
#include "rtos/EventFlags.h"
#include "rtos/ThisThread.h"
#include "rtx_os.h"

extern "C" {
#include "hal/hal.h"
#include "ww_board.h"
}

#define CHECK(condition)                                            \
  if (!(condition)) {                                               \
    fprintf(stderr, "line %d: not so: %s\n", __LINE__, #condition); \
    exit(EXIT_FAILURE);                                             \
  }

static const unsigned BLOCK_US = HAL_BLOCK_MS * 1000u;
static const unsigned SETTLING = 10;
static const unsigned TICKS_PER_US = 64;

/* The core. */
static CoreDebug_t debug;
static Dwt_t trace;
CoreDebug_t* CoreDebug = &debug;
Dwt_t* DWT = &trace;
static uint32_t now_us = 4294900000u; /* wraps around after 67 ms */
unsigned long micros() { return now_us; }
void delay(unsigned long ms) { now_us += (uint32_t)ms * 1000u; }
void rtos::ThisThread::yield() { now_us += 100; }

static int pin_written = -1;
void digitalWrite(pin_size_t pin, PinStatus level) { pin_written = 2 * pin + (level == HIGH); }

static uint32_t flags;
uint32_t rtos::EventFlags::set(uint32_t set) { return flags |= set; }
uint32_t rtos::EventFlags::wait_any_for(uint32_t wanted, std::chrono::milliseconds time) {
  now_us += flags & wanted ? 0 : (uint32_t)time.count() * 1000u;
  flags = 0;
  return 0;
}

/* The microphone. */
PDMClass PDM;
static void (*receive)(void);
static int buffer_bytes, gain_set = -1, rate_begun, reads;
static int16_t level;
int PDMClass::begin(int channels, int rate) { return rate_begun = channels == 1 ? rate : 0; }
void PDMClass::setGain(int gain) { gain_set = gain; }
void PDMClass::setBufferSize(int bytes) { buffer_bytes = bytes; }
void PDMClass::onReceive(void (*function)(void)) { receive = function; }
int PDMClass::read(void* buffer, size_t bytes) {
  for (size_t i = 0; i < bytes / 2; i++) {
    ((int16_t*)buffer)[i] = level;
  }
  reads++;
  return (int)bytes;
}

/* An interrupt that comes `late_us` after the microphone's block was there. */
static void hear(uint32_t block_end_us, int16_t sound, uint32_t late_us) {
  now_us = block_end_us + late_us;
  level = sound;
  receive();
}

/* The port. */
USBSerial _SerialUSB;
static bool is_open, is_read = true;
static std::string line;
static unsigned offers, packets_until_stop;
void USBSerial::send_nb(uint8_t* bytes, uint32_t count, uint32_t* taken, bool) {
  offers++;
  *taken = is_open && is_read ? count : 0;
  line.append((const char*)bytes, *taken);
  CHECK(count < 64);
  if (*taken > 0 && packets_until_stop > 0 && --packets_until_stop == 0) {
    is_read = false;
  }
}
bool USBSerial::connected() { return is_open; }
int USBSerial::read() { return -1; }

/* The thread that the sketch runs in. */
static osRtxThread_t thread;
alignas(4096) static char stack[1 << 17];
void* osThreadGetId(void) { return &thread; }

static int16_t block[HAL_BLOCK_SAMPLES];
static uint32_t first_us;

static void start(void) {
  hal_start();
  CHECK(rate_begun == 16000 && buffer_bytes == (int)sizeof block && gain_set == WW_MIC_GAIN);
  first_us = now_us;
  for (unsigned i = 1; i <= SETTLING; i++) {
    hear(first_us + i * BLOCK_US, 9999, 0);
  }
  CHECK(reads == (int)SETTLING); /* a driver that is not read stops */
  CHECK(!hal_audio_read(block));
  first_us += SETTLING * BLOCK_US;
}

static void sound_comes_in_order(void) {
  start();
  for (int16_t i = 1; i <= 20; i++) {
    hear(first_us + (uint32_t)i * BLOCK_US, i, i % 3 == 0 ? 4000 : 20);
    CHECK(hal_audio_read(block) && block[0] == i && block[HAL_BLOCK_SAMPLES - 1] == i);
    CHECK(!hal_audio_read(block));
    CHECK(hal_audio_dropped() == 0);
  }
}

static void interrupts_held_up_are_counted(void) {
  start();
  hear(first_us + BLOCK_US, 1, 0);
  CHECK(hal_audio_read(block) && hal_audio_dropped() == 0);
  hear(first_us + 5 * BLOCK_US, 5, 9000); /* 2, 3 and 4 were never told of */
  CHECK(hal_audio_read(block) && block[0] == 5 && hal_audio_dropped() == 3);
  hear(first_us + 6 * BLOCK_US, 6, 0);
  CHECK(hal_audio_read(block) && hal_audio_dropped() == 3);
  for (uint32_t i = 7; i < 20000; i++) { /* lateness must not add up */
    hear(first_us + i * BLOCK_US, 1, i % 5 * 1500);
    CHECK(hal_audio_read(block) && hal_audio_dropped() == 3);
  }
}

static void a_full_ring_is_counted(void) {
  start();
  for (int16_t i = 1; i <= 40; i++) {
    hear(first_us + (uint32_t)i * BLOCK_US, i, 0);
  }
  for (int16_t i = 1; i <= 32; i++) {
    CHECK(hal_audio_read(block) && block[0] == i && hal_audio_dropped() == 0);
  }
  CHECK(!hal_audio_read(block));
  hear(first_us + 41 * BLOCK_US, 41, 0);
  CHECK(hal_audio_read(block) && block[0] == 41 && hal_audio_dropped() == 8);
}

static void sound_has_an_age_even_while_the_core_sleeps(void) {
  start();
  hear(first_us + BLOCK_US, 1, 0);
  now_us += 3000;
  CHECK(hal_audio_read(block));
  CHECK(hal_audio_age() == (BLOCK_US + 3000u) * TICKS_PER_US);
  CHECK(hal_ticks() == trace.CYCCNT && hal_ticks_per_second() == VARIANT_MCK);
  const uint32_t before = now_us;
  hal_idle(); /* there was sound: it does not sleep */
  CHECK(now_us == before);
  hal_idle();
  CHECK(now_us == before + BLOCK_US);
}

static void say(const char* text) { hal_serial_write(text, strlen(text)); }

static void lines_go_out_whole_or_not_at_all(void) {
  start();
  const std::string wide = "{\"data\":\"" + std::string(400, 'A') + "\"}\n";
  say("nobody listens\n");
  is_open = true;
  say("{\"type\":");
  say("\"hello\"}");
  say("\n");
  say(wide.c_str());
  CHECK(line == "{\"type\":\"hello\"}\n" + wide);
  line.clear();
  is_read = false;
  const uint32_t before = now_us;
  say("lost\n");
  CHECK(now_us - before >= 50000 && now_us - before < 60000);
  offers = 0;
  for (int i = 0; i < 50; i++) {
    say("lost, too\n"); /* and nothing waits again */
  }
  CHECK(now_us - before < 60000 && offers == 50);
  is_read = true;
  say("back\n");
  CHECK(line == "back\n");
}

static void a_line_that_was_cut_is_ended_first(void) {
  start();
  is_open = true;
  const std::string wide = std::string(200, 'A') + "\n";
  packets_until_stop = 2; /* then the computer reads no more */
  say(wide.c_str());
  is_read = true;
  say("second\n");
  CHECK(line == std::string(126, 'A') + "\nsecond\n");
}

static void use_stack(void) {
  volatile char used[6000];
  memset((void*)used, 1, sizeof used);
}

static void the_stack_is_measured(void) {
  start();
  const uint32_t before = hal_stack_used();
  CHECK(before > 0 && before < 20000);
  use_stack();
  const uint32_t after = hal_stack_used();
  CHECK(after >= before && after > 6000 && after < 30000);
}

static void pins_are_switched(void) {
  hal_pin_write(13, true);
  CHECK(pin_written == 27);
  hal_pin_write(14, false);
  CHECK(pin_written == 28);
}

/* The linker puts __etext below the model's place, or above it. */
static void the_model_lies_where_the_board_says(void) {
  CHECK((uintptr_t)hal_model_pack() == WW_MODEL_OFFSET && hal_model_pack_room() == WW_MODEL_BYTES);
}

static void a_sketch_in_the_models_place_has_none(void) { CHECK(hal_model_pack() == NULL); }

typedef struct {
  const char* name;
  void (*run)(void);
} check_t;
#define NAMED(check) {#check, check}
static const check_t checks[] = {
    NAMED(sound_comes_in_order),
    NAMED(interrupts_held_up_are_counted),
    NAMED(a_full_ring_is_counted),
    NAMED(sound_has_an_age_even_while_the_core_sleeps),
    NAMED(lines_go_out_whole_or_not_at_all),
    NAMED(a_line_that_was_cut_is_ended_first),
    NAMED(the_stack_is_measured),
    NAMED(pins_are_switched),
    NAMED(the_model_lies_where_the_board_says),
    NAMED(a_sketch_in_the_models_place_has_none),
};

static void* run(void* name) {
  for (const check_t& check : checks) {
    if (strcmp((const char*)name, check.name) == 0) {
      check.run();
      exit(EXIT_SUCCESS);
    }
  }
  fprintf(stderr, "there is no check of this name\n");
  exit(EXIT_FAILURE);
}

int main(int, char** arguments) {
  thread = {stack, sizeof stack};
  pthread_attr_t attributes;
  pthread_t sketch;
  CHECK(pthread_attr_init(&attributes) == 0);
  CHECK(pthread_attr_setstack(&attributes, stack, sizeof stack) == 0);
  CHECK(pthread_create(&sketch, &attributes, run, arguments[1]) == 0);
  pthread_join(sketch, NULL);
  return EXIT_FAILURE;
}
