/* The streaming form between two buffers that the emulator reads and writes. */
#include "model.h"

int8_t test_input[MODEL_STREAM_INPUT_BYTES];
int8_t test_output[MODEL_OUTPUT_BYTES];
void test_reset(void);
void test_run(void);

void test_reset(void) { model_stream_reset(); }

void test_run(void) { model_stream(test_input, test_output); }
