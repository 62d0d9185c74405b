/* The four functions of the C library that the firmware and any C compiler take for granted, for
   targets that come without one. */
#ifndef WW_LIBC_STRING_H
#define WW_LIBC_STRING_H

#include <stddef.h>

void* memcpy(void* restrict to, const void* restrict from, size_t count);
void* memmove(void* to, const void* from, size_t count);
void* memset(void* to, int value, size_t count);
int memcmp(const void* left, const void* right, size_t count);

#endif
