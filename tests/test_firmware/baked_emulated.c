/* The model between two buffers that the emulator reads and writes. */
#include "model.h"

int8_t test_input[MODEL_INPUT_BYTES];
int8_t test_output[MODEL_OUTPUT_BYTES];
void test_run(void);

void test_run(void) { model_invoke(test_input, test_output); }
