/* TensorFlow Lite Micro's interpreter in the place of a model that is compiled in: the model is
   data, which may lie in flash of its own and be another one at the next boot. */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#include "model_sizes.h"

#define MODEL_IS_DATA

#ifdef __cplusplus
extern "C" {
#endif

/* Sets the interpreter up, once, for a .tflite that stays where it is (16-byte aligned) and must
   give `output_bytes` values. Returns NULL, or what is wrong, as a sentence. */
const char* model_start(const uint8_t* tflite, uint32_t output_bytes);

/* Runs it once. A run that fails gives zeros. */
void model_invoke(const int8_t* input, int8_t* output);

/* NULL while all runs went well, else what the first that failed said. */
const char* model_trouble(void);

/* Bytes of the arena that the interpreter took; 0 before it was set up. */
uint32_t model_arena_used(void);

#ifdef __cplusplus
}
#endif

#endif
