#include "whole_lines.h"

static void send_part(ww_whole_lines_t* lines, ww_send_t send) {
  if (!lines->is_refused && send(lines->bytes, lines->count)) {
    lines->is_cut = lines->bytes[lines->count - 1] != '\n';
  } else {
    lines->refused += lines->is_refused ? 0u : 1u;
    lines->is_refused = true;
  }
  lines->count = 0;
}

static void begin_line(ww_whole_lines_t* lines) {
  lines->is_begun = true;
  lines->is_refused = false;
  if (lines->is_cut) {
    lines->bytes[lines->count++] = '\n';
  }
}

void ww_whole_lines_put(ww_whole_lines_t* lines, const char* data, size_t count, ww_send_t send) {
  for (size_t i = 0; i < count; i++) {
    if (!lines->is_begun) {
      begin_line(lines);
    }
    lines->bytes[lines->count++] = data[i];
    if (data[i] == '\n') {
      send_part(lines, send);
      lines->is_begun = false;
    } else if (lines->count == WW_WHOLE_LINE_BYTES) {
      send_part(lines, send);
    }
  }
}
