/* The serial protocol: one JSON object a line, in both directions.

   Lines out are written piece by piece, without a buffer. Lines in are collected, checked and
   taken apart into a ww_command_t; what is no command is answered with an error line and dropped,
   and reading goes on after the next newline. No heap, no float, no printf. */
#ifndef WW_PROTOCOL_H
#define WW_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Scores are Q15: 32767 is 1. */
#define WW_SCORE_ONE 32767

/* Room for a block of sound in base64 with its command around it. */
#define WW_LINE_BYTES 480

/* A command, for example {"cmd":"threshold","word":"yes","value":0.8}. The pointers lead into the
   line's buffer and are NULL where the member was not there. */
typedef struct {
  const char* name;
  const char* word;
  const uint8_t* audio;
  size_t audio_bytes;
  const uint8_t* features;
  size_t features_bytes;
  uint16_t value; /* Q15 */
  bool has_value;
  bool on;
  bool has_on;
} ww_command_t;

void ww_protocol_reset(void);

/* Takes one byte. True when it ended a good command, which stays valid until the next call. */
bool ww_protocol_push(char byte, ww_command_t* command);

/* Lines that were no command since the reset. */
uint32_t ww_protocol_bad_lines(void);

/* A line out: begin, any number of members, end. */
void ww_line_begin(const char* type);
void ww_line_text(const char* key, const char* text);
void ww_line_number(const char* key, uint32_t number);
void ww_line_flag(const char* key, bool flag);
void ww_line_score(const char* key, uint16_t q15);
void ww_line_base64(const char* key, const void* data, size_t count);
void ww_line_list(const char* key);
void ww_line_item_text(const char* text);
void ww_line_item_number(int32_t number);
void ww_line_item_score(uint16_t q15);
void ww_line_list_end(void);
void ww_line_end(void);

/* The whole line {"type":"error","what":...}. */
void ww_line_error(const char* what);

#endif
