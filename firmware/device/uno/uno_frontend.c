#include "uno_frontend.h"

#include <string.h>

#include "uno_flash.h"
#include "uno_multiply.h"
#include "uno_tables.h"

#define POINTS 64u
#define WINDOW 128u
#define HOP 64u
#define QUARTER 32u /* A quarter of a turn in the table of cosines. */

/* 256 places, so that indices of 8 bits wrap around by themselves. The interrupt alone writes
   `written`, the main program alone `taken`. */
static int16_t ring[256];
#ifdef __AVR__
/* What the interrupt needs most lies in registers that the chip has for such use, which are twice
   as fast as memory. */
#include <avr/io.h>
#define written GPIOR1
#define taken GPIOR2
#define half_pair GPIOR0
#else
static volatile uint8_t written;
static volatile uint8_t taken;
static uint8_t half_pair;
#endif
static volatile uint16_t lost;
static uint16_t pending;
static int16_t previous;

/* Both parts lie together: an 8-bit chip reaches them through one pointer. */
typedef struct {
  int16_t re;
  int16_t im;
} point_t;

static point_t points[POINTS];
static int16_t sums[UNO_BANDS];
static int16_t floors[UNO_BANDS];
static bool second_window;
static bool has_floor;

void uno_frontend_reset(void) {
  memset(ring, 0, sizeof(ring));
  written = HOP;
  taken = 0;
  lost = 0;
  previous = UNO_BIAS;
  half_pair = 0;
  second_window = false;
  has_floor = false;
}

uint16_t uno_frontend_lost(void) { return lost; }

void uno_frontend_reading(uint16_t reading) {
  if (half_pair == 0) {
    pending = reading;
    half_pair = 1;
    return;
  }
  half_pair = 0;
  const int16_t pair = (int16_t)(pending + reading);
  const uint8_t next = (uint8_t)(written + 1u);
  if (next == taken) {
    lost = lost == UINT16_MAX ? lost : (uint16_t)(lost + 1u);
  } else {
    ring[written] = (int16_t)(pair - previous);
    written = next;
  }
  previous = pair;
}

/* How far the window can be shifted up so that its loudest sample has 15 bits. The highest bit of
   all sizes together is that of the largest. */
UNO_APART static uint8_t spare_bits(uint8_t start) {
  uint16_t loudest = 0;
  for (uint8_t i = 0; i < WINDOW; ++i) {
    const int16_t value = ring[(uint8_t)(start + i)];
    loudest |= (uint16_t)(value < 0 ? -value : value);
  }
  uint8_t shift = 0;
  while (loudest < UNO_LOUD && shift < UNO_MOST_SHIFT) {
    loudest = (uint16_t)(loudest << 1);
    ++shift;
  }
  return shift;
}

static int16_t high_word(int32_t product) { return (int16_t)(product >> 16); }

static int16_t weighted(int16_t sample, int16_t gain, uint8_t position) {
  const uint8_t mirrored = position < POINTS ? position : (uint8_t)(WINDOW - 1u - position);
  const int16_t loud = (int16_t)(sample * gain);
  return high_word(uno_multiply_unsigned(loud, uno_flash_u16(&uno_window[mirrored])));
}

/* Weighted samples, even ones as real and odd ones as imaginary parts, in reversed order. */
UNO_APART static void load_window(uint8_t start, int16_t gain) {
  for (uint8_t i = 0; i < POINTS; ++i) {
    point_t* to = &points[uno_flash_u8(&uno_reversed_bits[i])];
    const uint8_t even = (uint8_t)(2u * i);
    const uint8_t from = (uint8_t)(start + even);
    to->re = weighted(ring[from], gain, even);
    to->im = weighted(ring[(uint8_t)(from + 1u)], gain, (uint8_t)(even + 1u));
  }
}

static int16_t cosine(uint8_t index) { return uno_flash_s16(&uno_cosines[index]); }

static int16_t sine(uint8_t index) {
  return cosine((uint8_t)(index < QUARTER ? QUARTER - index : index - QUARTER));
}

/* Two points of the transform become their halved sum and difference. */
static inline void combine(point_t* low, point_t* high, int16_t turned_re, int16_t turned_im) {
  const int16_t re = low->re >> 1;
  const int16_t im = low->im >> 1;
  low->re = (int16_t)(re + turned_re);
  low->im = (int16_t)(im + turned_im);
  high->re = (int16_t)(re - turned_re);
  high->im = (int16_t)(im - turned_im);
}

/* Turns that need no multiplication: none, and a quarter. */
UNO_APART static void combine_all(uint8_t half, uint8_t turn) {
  for (point_t* low = &points[turn]; low < &points[POINTS]; low += 2u * half) {
    point_t* high = low + half;
    const int16_t re = high->re >> 1;
    const int16_t im = high->im >> 1;
    if (turn == 0) {
      combine(low, high, re, im);
    } else {
      combine(low, high, im, (int16_t)-re);
    }
  }
}

UNO_APART static void turn_and_combine(uint8_t half, uint8_t turn) {
  const uint8_t angle = (uint8_t)(turn * (POINTS / half));
  const int16_t c = cosine(angle);
  const int16_t s = sine(angle);
  for (point_t* low = &points[turn]; low < &points[POINTS]; low += 2u * half) {
    point_t* high = low + half;
    const int16_t re = high->re;
    const int16_t im = high->im;
    combine(low, high, high_word(uno_multiply(re, c) + uno_multiply(im, s)),
            high_word(uno_multiply(im, c) - uno_multiply(re, s)));
  }
}

static void transform(void) {
  for (uint8_t half = 1; half < POINTS; half = (uint8_t)(2u * half)) {
    combine_all(half, 0);
    for (uint8_t turn = 1; turn < half; ++turn) {
      if (2u * turn == half) {
        combine_all(half, turn);
      } else {
        turn_and_combine(half, turn);
      }
    }
  }
}

static uint32_t energy(int16_t x, int16_t y) {
  return (uint32_t)uno_multiply(x, x) + (uint32_t)uno_multiply(y, y);
}

/* Energies of the bins of the real window's spectrum, added up in bands. The transform holds bin k
   and bin 64 - k in the same two points. */
UNO_APART static void sum_bands(uint32_t* bands) {
  memset(bands, 0, UNO_BANDS * sizeof(*bands));
  uint8_t low_band = 0;
  uint8_t high_band = UNO_BANDS - 1;
  const uint8_t first = uno_flash_u8(&uno_band_edges[0]);
  for (uint8_t bin = 1; bin <= POINTS / 2; ++bin) {
    const uint8_t back = (uint8_t)(POINTS - bin);
    const int16_t re = points[bin].re >> 1;
    const int16_t im = points[bin].im >> 1;
    const int16_t back_re = points[back].re >> 1;
    const int16_t back_im = points[back].im >> 1;
    const int16_t odd_re = (int16_t)(re - back_re);
    const int16_t odd_im = (int16_t)(im + back_im);
    const int16_t c = cosine(bin);
    const int16_t s = sine(bin);
    const int32_t x = uno_multiply(odd_im, c) - uno_multiply(odd_re, s);
    const int16_t y = high_word(uno_multiply(odd_re, c) + uno_multiply(odd_im, s));
    const int16_t even_re = (int16_t)(re + back_re) >> 1;
    const int16_t even_im = (int16_t)(im - back_im);
    if (bin >= uno_flash_u8(&uno_band_edges[low_band + 1u])) {
      ++low_band;
    }
    if (bin >= first) {
      bands[low_band] +=
          energy((int16_t)(even_re + high_word(x)), (int16_t)((int16_t)(even_im >> 1) - y));
    }
    if (back < uno_flash_u8(&uno_band_edges[high_band])) {
      --high_band;
    }
    if (bin != back) {
      bands[high_band] +=
          energy((int16_t)(even_re + high_word(-x)), (int16_t)((int16_t)(-even_im >> 1) - y));
    }
  }
}

/* 256 * log2, straight between powers of two; 0 for 0. */
static int16_t logarithm(uint32_t value) {
  if (value == 0) {
    return 0;
  }
  int16_t result = 31 * 256;
  while (value < 0x01000000u) {
    value <<= 8;
    result = (int16_t)(result - 8 * 256);
  }
  while ((value & 0x80000000u) == 0) {
    value <<= 1;
    result = (int16_t)(result - 256);
  }
  return (int16_t)(result + (uint8_t)(value >> 23));
}

static int16_t band_level(uint32_t energies, uint8_t shift) {
  const int16_t level = (int16_t)(logarithm(energies) - 512 * (int16_t)shift);
  return level < UNO_QUIETEST ? UNO_QUIETEST : level;
}

/* Move the floor of a band towards its level, slowly up and faster down; what stands out is left.
 */
static int8_t above_floor(uint8_t band, int16_t level) {
  const int16_t gap = (int16_t)(level - floors[band]);
  const int16_t step = (int16_t)(gap > 0 ? (gap >> UNO_RISE_SHIFT) + 1 : -(-gap >> UNO_FALL_SHIFT));
  floors[band] = (int16_t)(floors[band] + step);
  const int16_t above = (int16_t)((level - floors[band]) >> UNO_FEATURE_SHIFT);
  if (above < 0) {
    return 0;
  }
  return (int8_t)(above > UNO_MOST ? UNO_MOST : above);
}

static void finish_frame(int8_t* features) {
  for (uint8_t band = 0; band < UNO_BANDS; ++band) {
    const int16_t level = sums[band] >> 1;
    floors[band] = has_floor ? floors[band] : level;
    features[band] = above_floor(band, level);
  }
  has_floor = true;
}

bool uno_frontend_waits(void) { return (uint8_t)(written - taken) >= WINDOW; }

bool uno_frontend_frame(int8_t* features) {
  while (uno_frontend_waits()) {
    const uint8_t start = taken;
    const uint8_t shift = spare_bits(start);
    load_window(start, (int16_t)(1 << shift));
    taken = (uint8_t)(start + HOP);
    transform();
    uint32_t energies[UNO_BANDS];
    sum_bands(energies);
    for (uint8_t band = 0; band < UNO_BANDS; ++band) {
      const int16_t level = band_level(energies[band], shift);
      sums[band] = (int16_t)(second_window ? sums[band] + level : level);
    }
    second_window = !second_window;
    if (!second_window) {
      finish_frame(features);
      return true;
    }
  }
  return false;
}
