#include "uno_line.h"

#include <stdbool.h>

#include "ww_config.h"
#include "uno_hal.h"

#define SCORE_ONE 32767u
#define SCORE_DIGITS 5u

static bool first_item;

static void put(char character) { uno_hal_serial_write((uint8_t)character); }

static void put_flash(const char* text) {
  for (char next; (next = uno_flash_char(text)) != '\0'; ++text) {
    put(next);
  }
}

static void put_number(uint32_t number, uint8_t least_digits) {
  char digits[10];
  uint8_t count = 0;
  do {
    digits[count++] = (char)('0' + number % 10u);
    number /= 10u;
  } while (number != 0 || count < least_digits);
  while (count > 0) {
    put(digits[--count]);
  }
}

/* Five decimals tell all 32,768 scores apart. */
static void put_score(uint16_t q15) {
  const uint32_t parts = ((uint32_t)q15 * 100000u + SCORE_ONE / 2) / SCORE_ONE;
  put((char)('0' + parts / 100000u));
  put('.');
  put_number(parts % 100000u, SCORE_DIGITS);
}

/* Labels are what project files allow: UTF-8 without quotes, backslashes and control characters,
   which the host checks. */
static void put_label(uint8_t label) {
  put('"');
  for (const char* text = ww_labels[label]; *text != '\0'; ++text) {
    put(*text);
  }
  put('"');
}

static void put_key(const char* key) {
  put(',');
  put('"');
  put_flash(key);
  put('"');
  put(':');
}

static void separate_item(void) {
  if (!first_item) {
    put(',');
  }
  first_item = false;
}

void uno_line_begin(const char* type) {
  put_flash(UNO_TEXT("{\"type\":\""));
  put_flash(type);
  put('"');
}

void uno_line_text(const char* key, const char* text) {
  put_key(key);
  put('"');
  put_flash(text);
  put('"');
}

void uno_line_label(const char* key, uint8_t label) {
  put_key(key);
  put_label(label);
}

void uno_line_number(const char* key, uint32_t number) {
  put_key(key);
  put_number(number, 1);
}

void uno_line_flag(const char* key, bool flag) {
  put_key(key);
  put_flash(flag ? UNO_TEXT("true") : UNO_TEXT("false"));
}

void uno_line_score(const char* key, uint16_t q15) {
  put_key(key);
  put_score(q15);
}

void uno_line_list(const char* key) {
  put_key(key);
  put('[');
  first_item = true;
}

void uno_line_item_label(uint8_t label) {
  separate_item();
  put_label(label);
}

void uno_line_item_number(int16_t number) {
  separate_item();
  if (number < 0) {
    put('-');
  }
  put_number((uint32_t)(number < 0 ? -(int32_t)number : number), 1);
}

void uno_line_item_score(uint16_t q15) {
  separate_item();
  put_score(q15);
}

void uno_line_list_end(void) { put(']'); }

void uno_line_end(void) {
  put('}');
  put('\n');
}
