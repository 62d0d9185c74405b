/* Lines for a port that may refuse them: each goes out whole, or not at all.

   A USB port takes nothing while nobody listens. Lines cut anywhere would look like noise to who
   begins to listen, so a line is collected first; a longer one goes in parts, and what is missing
   of it then cannot be taken for the beginning of the next. */
#ifndef WW_WHOLE_LINES_H
#define WW_WHOLE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A block of sound in base64 with its members fits. */
#define WW_WHOLE_LINE_BYTES 512

/* Takes all bytes or none. */
typedef bool (*ww_send_t)(const char* bytes, size_t count);

/* Zero at the start. */
typedef struct {
  char bytes[WW_WHOLE_LINE_BYTES];
  size_t count;
  bool is_begun;    /* a line is being collected */
  bool is_refused;  /* a part of it was refused: the rest is dropped */
  bool is_cut;      /* what was sent last ends within a line */
  uint32_t refused; /* lines that did not go out, or not whole */
} ww_whole_lines_t;

/* Takes a piece of a line, or of several. */
void ww_whole_lines_put(ww_whole_lines_t* lines, const char* data, size_t count, ww_send_t send);

#endif
