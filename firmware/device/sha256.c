#include "sha256.h"

#include <string.h>

#define BLOCK_BYTES 64u
#define LENGTH_BYTES 8u

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes (4.2.2). */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* Those of the square roots of the first eight (5.3.3). */
static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static uint32_t rotate(uint32_t word, unsigned bits) { return word >> bits | word << (32u - bits); }

/* 6.2.2; the message schedule is kept as a ring of its last 16 words. */
static void add_block(uint32_t state[8], const uint8_t block[BLOCK_BYTES]) {
  uint32_t words[16];
  uint32_t v[8];
  memcpy(v, state, sizeof v);
  for (unsigned t = 0; t < 64; t++) {
    uint32_t* word = &words[t % 16];
    if (t < 16) {
      const uint8_t* bytes = &block[4 * t];
      *word =
          (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    } else {
      const uint32_t two_before = words[(t - 2) % 16];
      const uint32_t fifteen_before = words[(t - 15) % 16];
      *word += (rotate(two_before, 17) ^ rotate(two_before, 19) ^ two_before >> 10) +
               words[(t - 7) % 16] +
               (rotate(fifteen_before, 7) ^ rotate(fifteen_before, 18) ^ fifteen_before >> 3);
    }
    const uint32_t a = v[0];
    const uint32_t e = v[4];
    const uint32_t first = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                           ((e & v[5]) ^ (~e & v[6])) + constants[t] + *word;
    const uint32_t second =
        (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
    memmove(&v[1], &v[0], 7 * sizeof v[0]);
    v[4] += first;
    v[0] = first + second;
  }
  for (unsigned i = 0; i < 8; i++) {
    state[i] += v[i];
  }
}

void ww_sha256(const uint8_t* data, size_t count, uint8_t digest[WW_SHA256_BYTES]) {
  uint32_t state[8];
  memcpy(state, start, sizeof state);
  size_t left = count;
  for (; left >= BLOCK_BYTES; left -= BLOCK_BYTES, data += BLOCK_BYTES) {
    add_block(state, data);
  }
  /* The rest, one bit, zeros, and the length in bits at the end of a block (5.1.1). */
  uint8_t block[BLOCK_BYTES] = {0};
  if (left > 0) {
    memcpy(block, data, left);
  }
  block[left] = 0x80;
  if (left >= BLOCK_BYTES - LENGTH_BYTES) {
    add_block(state, block);
    memset(block, 0, sizeof block);
  }
  const uint64_t bits = (uint64_t)count * 8u;
  for (unsigned i = 0; i < LENGTH_BYTES; i++) {
    block[BLOCK_BYTES - 1 - i] = (uint8_t)(bits >> 8 * i);
  }
  add_block(state, block);
  for (unsigned i = 0; i < WW_SHA256_BYTES; i++) {
    digest[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
  }
}
