/* SHA-256 (FIPS 180-4), to tell whether a model pack is the one that was written. */
#ifndef WW_SHA256_H
#define WW_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define WW_SHA256_BYTES 32

void ww_sha256(const uint8_t* data, size_t count, uint8_t digest[WW_SHA256_BYTES]);

#endif
