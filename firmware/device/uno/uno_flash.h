/* Constants that stay in flash: on AVR they are read with their own instructions, elsewhere they
   are ordinary constants. */
#ifndef UNO_FLASH_H
#define UNO_FLASH_H

#include <stdint.h>

#ifdef __AVR__
#include <avr/pgmspace.h>
#define UNO_FLASH PROGMEM
#define UNO_APART __attribute__((noinline))
static inline uint8_t uno_flash_u8(const uint8_t* at) { return pgm_read_byte(at); }
static inline int8_t uno_flash_s8(const int8_t* at) { return (int8_t)pgm_read_byte(at); }
static inline uint16_t uno_flash_u16(const uint16_t* at) { return pgm_read_word(at); }
static inline int16_t uno_flash_s16(const int16_t* at) { return (int16_t)pgm_read_word(at); }
static inline char uno_flash_char(const char* at) { return (char)pgm_read_byte(at); }
#else
#define UNO_FLASH
#define UNO_APART
static inline uint8_t uno_flash_u8(const uint8_t* at) { return *at; }
static inline int8_t uno_flash_s8(const int8_t* at) { return *at; }
static inline uint16_t uno_flash_u16(const uint16_t* at) { return *at; }
static inline int16_t uno_flash_s16(const int16_t* at) { return *at; }
static inline char uno_flash_char(const char* at) { return *at; }
#endif

#endif
