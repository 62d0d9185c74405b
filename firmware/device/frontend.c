#include "frontend.h"

#include "microfrontend.h"

/* A feature of 666 / 256 is one step of the model's input, as in the micro_speech example. */
static int8_t to_int8(uint32_t feature) {
  const uint32_t steps = (feature * 256u + 333u) / 666u;
  return (int8_t)((steps < 255u ? (int32_t)steps : 255) - 128);
}

#if WW_STEP_MS == 20

static uint16_t first_of_pair[WW_CHANNELS];
static bool has_first;

void ww_frontend_reset(void) {
  ww_microfrontend_reset();
  has_first = false;
}

size_t ww_frontend_push(const int16_t* samples, size_t count, int8_t frame[WW_CHANNELS],
                        bool* ready) {
  size_t taken = 0;
  *ready = false;
  if (!has_first) {
    taken = ww_microfrontend_push(samples, count, first_of_pair, &has_first);
  }
  if (has_first && taken < count) {
    uint16_t second[WW_CHANNELS];
    taken += ww_microfrontend_push(samples + taken, count - taken, second, ready);
    if (*ready) {
      has_first = false;
      for (unsigned channel = 0; channel < WW_CHANNELS; ++channel) {
        frame[channel] = to_int8(((uint32_t)first_of_pair[channel] + second[channel] + 1) / 2);
      }
    }
  }
  return taken;
}

#elif WW_STEP_MS == 10

void ww_frontend_reset(void) { ww_microfrontend_reset(); }

size_t ww_frontend_push(const int16_t* samples, size_t count, int8_t frame[WW_CHANNELS],
                        bool* ready) {
  uint16_t features[WW_CHANNELS];
  const size_t taken = ww_microfrontend_push(samples, count, features, ready);
  if (*ready) {
    for (unsigned channel = 0; channel < WW_CHANNELS; ++channel) {
      frame[channel] = to_int8(features[channel]);
    }
  }
  return taken;
}

#else
#error "WW_STEP_MS must be 10 or 20."
#endif
