/* Lines from the board: JSON written member by member, straight to the serial port. */
#include "protocol.h"

#include <string.h>

#include "hal/hal.h"

static bool first_item;

static void put(const char* text) { hal_serial_write(text, strlen(text)); }

static void put_number(uint32_t number) {
  char digits[10];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + number % 10u);
    number /= 10u;
  } while (number != 0);
  hal_serial_write(&digits[at], sizeof digits - at);
}

/* Five decimals tell all 32,768 scores apart. */
static void put_score(uint16_t q15) {
  char text[8] = "0.00000";
  uint32_t parts = ((uint32_t)q15 * 100000u + WW_SCORE_ONE / 2) / WW_SCORE_ONE;
  text[0] = (char)('0' + parts / 100000u);
  for (size_t at = 6; at >= 2; at--) {
    text[at] = (char)('0' + parts % 10u);
    parts /= 10u;
  }
  put(text);
}

/* Labels may hold any UTF-8; only what JSON forbids inside a string is escaped. */
static void put_text(const char* text) {
  static const char hex[] = "0123456789abcdef";
  put("\"");
  for (; *text != '\0'; text++) {
    uint8_t byte = (uint8_t)*text;
    if (byte < 0x20) {
      char escape[6] = {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
      hal_serial_write(escape, sizeof escape);
      continue;
    }
    if (byte == '"' || byte == '\\') {
      put("\\");
    }
    hal_serial_write(text, 1);
  }
  put("\"");
}

static void put_key(const char* key) {
  put(",\"");
  put(key);
  put("\":");
}

static void separate_item(void) {
  if (!first_item) {
    put(",");
  }
  first_item = false;
}

void ww_line_begin(const char* type) {
  put("{\"type\":");
  put_text(type);
}

void ww_line_text(const char* key, const char* text) {
  put_key(key);
  put_text(text);
}

void ww_line_number(const char* key, uint32_t number) {
  put_key(key);
  put_number(number);
}

void ww_line_flag(const char* key, bool flag) {
  put_key(key);
  put(flag ? "true" : "false");
}

void ww_line_score(const char* key, uint16_t q15) {
  put_key(key);
  put_score(q15);
}

void ww_line_base64(const char* key, const void* data, size_t count) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const uint8_t* bytes = data;
  put_key(key);
  put("\"");
  for (size_t at = 0; at < count; at += 3) {
    uint32_t group = (uint32_t)bytes[at] << 16;
    if (at + 1 < count) {
      group |= (uint32_t)bytes[at + 1] << 8;
    }
    if (at + 2 < count) {
      group |= bytes[at + 2];
    }
    char text[4] = {alphabet[group >> 18], alphabet[group >> 12 & 63], '=', '='};
    if (at + 1 < count) {
      text[2] = alphabet[group >> 6 & 63];
    }
    if (at + 2 < count) {
      text[3] = alphabet[group & 63];
    }
    hal_serial_write(text, sizeof text);
  }
  put("\"");
}

void ww_line_list(const char* key) {
  put_key(key);
  put("[");
  first_item = true;
}

void ww_line_item_text(const char* text) {
  separate_item();
  put_text(text);
}

void ww_line_item_number(int32_t number) {
  separate_item();
  if (number < 0) {
    put("-");
  }
  put_number(number < 0 ? 0u - (uint32_t)number : (uint32_t)number);
}

void ww_line_item_score(uint16_t q15) {
  separate_item();
  put_score(q15);
}

void ww_line_list_end(void) { put("]"); }

void ww_line_end(void) { put("}\n"); }

void ww_line_error(const char* what) {
  ww_line_begin("error");
  ww_line_text("what", what);
  ww_line_end();
}
