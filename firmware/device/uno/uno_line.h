/* Lines out, written member by member without a buffer. Keys and types lie in flash. */
#ifndef UNO_LINE_H
#define UNO_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "uno_flash.h"

#ifdef __AVR__
#define UNO_TEXT(text) PSTR(text)
#else
#define UNO_TEXT(text) text
#endif

void uno_line_begin(const char* type);
void uno_line_text(const char* key, const char* text); /* both in flash */
void uno_line_label(const char* key, uint8_t label);
void uno_line_number(const char* key, uint32_t number);
void uno_line_flag(const char* key, bool flag);
void uno_line_score(const char* key, uint16_t q15);
void uno_line_list(const char* key);
void uno_line_item_label(uint8_t label);
void uno_line_item_number(int16_t number);
void uno_line_item_score(uint16_t q15);
void uno_line_list_end(void);
void uno_line_end(void);

#endif
