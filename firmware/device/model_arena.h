/* The working memory of engines that take their model as data; model_arena.c says how much. */
#ifndef MODEL_ARENA_H
#define MODEL_ARENA_H

#include <stdint.h>

#define MODEL_ALIGNED __attribute__((aligned(16)))

#ifdef __cplusplus
extern "C" {
#endif

extern uint8_t model_arena[];
extern const uint32_t model_arena_bytes;

#ifdef __cplusplus
}
#endif

#endif
