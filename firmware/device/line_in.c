/* Lines to the board: collected up to the newline, then taken apart in place. */
#include "protocol.h"

#include <string.h>

static char line[WW_LINE_BYTES];
static size_t length;
static bool too_long;
static uint32_t bad_lines;

/* Where the parser stands in the line. */
static char* at;

static void skip_blanks(void) {
  while (*at == ' ' || *at == '\t') {
    at++;
  }
}

static bool take(char wanted) {
  skip_blanks();
  if (*at != wanted) {
    return false;
  }
  at++;
  return true;
}

/* A string, unescaped in place and ended with a zero; NULL when there is none. The escapes \" \\
   \/ are enough: computers send everything else as plain UTF-8. */
static char* take_text(void) {
  if (!take('"')) {
    return NULL;
  }
  char* start = at;
  char* out = at;
  while (*at != '"') {
    if (*at == '\\') {
      at++;
      if (*at != '"' && *at != '\\' && *at != '/') {
        return NULL;
      }
    }
    if ((uint8_t)*at < 0x20) {
      return NULL;
    }
    *out++ = *at++;
  }
  at++;
  *out = '\0';
  return start;
}

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/* A number without sign or exponent, of which 0..1 in Q15 is kept. */
static bool take_value(uint16_t* q15) {
  skip_blanks();
  if (!is_digit(*at)) {
    return false;
  }
  uint32_t parts = 0; /* of 100,000 */
  for (; is_digit(*at); at++) {
    if (*at != '0') {
      parts = 100000u;
    }
  }
  if (*at == '.') {
    at++;
    for (uint32_t unit = 10000u; is_digit(*at); at++, unit /= 10u) {
      parts += (uint32_t)(*at - '0') * unit;
    }
  }
  if (parts > 100000u) {
    parts = 100000u;
  }
  *q15 = (uint16_t)((parts * WW_SCORE_ONE + 50000u) / 100000u);
  return true;
}

static bool take_word(const char* wanted) {
  skip_blanks();
  const char* from = at;
  while (*wanted != '\0' && *from == *wanted) {
    from++;
    wanted++;
  }
  if (*wanted != '\0') {
    return false;
  }
  at += from - at;
  return true;
}

static bool take_switch(bool* on) {
  *on = take_word("true");
  return *on || take_word("false");
}

static int base64_value(char byte) {
  if (byte >= 'A' && byte <= 'Z') {
    return byte - 'A';
  }
  if (byte >= 'a' && byte <= 'z') {
    return byte - 'a' + 26;
  }
  if (is_digit(byte)) {
    return byte - '0' + 52;
  }
  return byte == '+' ? 62 : byte == '/' ? 63 : -1;
}

/* A string of base64, decoded over itself. */
static bool take_base64(const uint8_t** data, size_t* count) {
  char* text = take_text();
  if (text == NULL || strlen(text) % 4 != 0) {
    return false;
  }
  uint8_t* out = (uint8_t*)text;
  *data = out;
  for (; *text != '\0'; text += 4) {
    int a = base64_value(text[0]);
    int b = base64_value(text[1]);
    bool short_by_two = text[2] == '=' && text[3] == '=' && text[4] == '\0';
    bool short_by_one = text[3] == '=' && text[4] == '\0';
    int c = short_by_two ? 0 : base64_value(text[2]);
    int d = short_by_one ? 0 : base64_value(text[3]);
    if (a < 0 || b < 0 || c < 0 || d < 0) {
      return false;
    }
    uint32_t group = (uint32_t)a << 18 | (uint32_t)b << 12 | (uint32_t)c << 6 | (uint32_t)d;
    *out++ = (uint8_t)(group >> 16);
    if (!short_by_two) {
      *out++ = (uint8_t)(group >> 8);
      if (!short_by_one) {
        *out++ = (uint8_t)group;
      }
    }
  }
  *count = (size_t)(out - *data);
  return true;
}

static bool take_member(ww_command_t* command) {
  const char* key = take_text();
  if (key == NULL || !take(':')) {
    return false;
  }
  if (strcmp(key, "cmd") == 0) {
    return (command->name = take_text()) != NULL;
  }
  if (strcmp(key, "word") == 0) {
    return (command->word = take_text()) != NULL;
  }
  if (strcmp(key, "value") == 0) {
    return command->has_value = take_value(&command->value);
  }
  if (strcmp(key, "on") == 0) {
    return command->has_on = take_switch(&command->on);
  }
  if (strcmp(key, "audio") == 0) {
    return take_base64(&command->audio, &command->audio_bytes);
  }
  if (strcmp(key, "features") == 0) {
    return take_base64(&command->features, &command->features_bytes);
  }
  return false;
}

static bool parse(ww_command_t* command) {
  memset(command, 0, sizeof *command);
  at = line;
  if (!take('{')) {
    return false;
  }
  do {
    if (!take_member(command)) {
      return false;
    }
  } while (take(','));
  if (!take('}')) {
    return false;
  }
  skip_blanks();
  return *at == '\0' && command->name != NULL;
}

void ww_protocol_reset(void) {
  length = 0;
  too_long = false;
  bad_lines = 0;
}

uint32_t ww_protocol_bad_lines(void) { return bad_lines; }

bool ww_protocol_push(char byte, ww_command_t* command) {
  if (byte == '\r') {
    return false;
  }
  if (byte != '\n') {
    if (length < WW_LINE_BYTES - 1) {
      line[length++] = byte == '\0' ? '\1' : byte; /* a zero would hide what follows */
    } else {
      too_long = true;
    }
    return false;
  }
  bool was_too_long = too_long;
  bool empty = length == 0;
  line[length] = '\0';
  length = 0;
  too_long = false;
  if (empty) {
    return false;
  }
  if (!was_too_long && parse(command)) {
    return true;
  }
  bad_lines++;
  ww_line_error(was_too_long ? "line too long" : "not a command");
  return false;
}
