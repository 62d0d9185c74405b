/* The four functions of the C library that any C compiler takes for granted, and two that the
   firmware needs besides, for targets that come without one. */
#ifndef WW_LIBC_STRING_H
#define WW_LIBC_STRING_H

#include <stddef.h>

void* memcpy(void* restrict to, const void* restrict from, size_t count);
void* memmove(void* to, const void* from, size_t count);
void* memset(void* to, int value, size_t count);
int memcmp(const void* left, const void* right, size_t count);
size_t strlen(const char* text);
int strcmp(const char* left, const char* right);

#endif
