#include "string.h"

#include <stdint.h>

/* Copying by words is allowed to look into objects of any type. */
typedef uint32_t __attribute__((may_alias)) word_t;

/* An optimizer that recognizes these loops would turn them into calls of the very functions they
   implement; an empty asm statement in the loop keeps it from doing so. */
#define KEEP_LOOP() __asm__ volatile("")

static int both_aligned(const void* a, const void* b) {
  return (((uintptr_t)a | (uintptr_t)b) & (sizeof(word_t) - 1)) == 0;
}

/* Correct also where the destination overlaps the source from below. */
static void copy_upwards(unsigned char* out, const unsigned char* in, size_t count) {
  if (both_aligned(out, in)) {
    for (; count >= 4 * sizeof(word_t); count -= 4 * sizeof(word_t)) {
      const word_t* words = (const word_t*)(const void*)in;
      const word_t a = words[0], b = words[1], c = words[2], d = words[3];
      word_t* copies = (word_t*)(void*)out;
      copies[0] = a;
      copies[1] = b;
      copies[2] = c;
      copies[3] = d;
      out += 4 * sizeof(word_t);
      in += 4 * sizeof(word_t);
      KEEP_LOOP();
    }
    for (; count >= sizeof(word_t); count -= sizeof(word_t)) {
      *(word_t*)(void*)out = *(const word_t*)(const void*)in;
      out += sizeof(word_t);
      in += sizeof(word_t);
      KEEP_LOOP();
    }
  }
  while (count-- > 0) {
    *out++ = *in++;
    KEEP_LOOP();
  }
}

void* memcpy(void* restrict to, const void* restrict from, size_t count) {
  copy_upwards(to, from, count);
  return to;
}

void* memmove(void* to, const void* from, size_t count) {
  unsigned char* out = to;
  const unsigned char* in = from;
  if ((uintptr_t)out - (uintptr_t)in >= count) {
    /* The destination does not start inside the source. */
    copy_upwards(out, in, count);
    return to;
  }
  if (both_aligned(out + count, in + count)) {
    for (; count >= sizeof(word_t); count -= sizeof(word_t)) {
      *(word_t*)(void*)(out + count - sizeof(word_t)) =
          *(const word_t*)(const void*)(in + count - sizeof(word_t));
      KEEP_LOOP();
    }
  }
  while (count-- > 0) {
    out[count] = in[count];
    KEEP_LOOP();
  }
  return to;
}

void* memset(void* to, int value, size_t count) {
  unsigned char* out = to;
  const word_t word = (unsigned char)value * 0x01010101u;
  for (; count > 0 && ((uintptr_t)out & (sizeof(word_t) - 1)) != 0; --count) {
    *out++ = (unsigned char)value;
    KEEP_LOOP();
  }
  for (; count >= sizeof(word_t); count -= sizeof(word_t)) {
    *(word_t*)(void*)out = word;
    out += sizeof(word_t);
    KEEP_LOOP();
  }
  while (count-- > 0) {
    *out++ = (unsigned char)value;
    KEEP_LOOP();
  }
  return to;
}

int memcmp(const void* left, const void* right, size_t count) {
  const unsigned char* a = left;
  const unsigned char* b = right;
  for (; count > 0; --count, ++a, ++b) {
    if (*a != *b) {
      return *a < *b ? -1 : 1;
    }
    KEEP_LOOP();
  }
  return 0;
}

size_t strlen(const char* text) {
  size_t count = 0;
  while (text[count] != '\0') {
    ++count;
    KEEP_LOOP();
  }
  return count;
}

int strcmp(const char* left, const char* right) {
  while (*left != '\0' && *left == *right) {
    ++left;
    ++right;
    KEEP_LOOP();
  }
  return (unsigned char)*left - (unsigned char)*right;
}
