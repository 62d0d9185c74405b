/* The interpreter's working memory. */
#ifndef TFLM_ARENA_H
#define TFLM_ARENA_H

#include <stdint.h>

#define TFLM_ALIGNED __attribute__((aligned(16)))

#ifdef __cplusplus
extern "C" {
#endif

extern uint8_t tflm_arena[];
extern const uint32_t tflm_arena_bytes;

#ifdef __cplusplus
}
#endif

#endif
