/* Plans between two buffers that the emulator reads and writes; a plan lies in the chip's place for
   models, and how many values it takes and gives the emulator says. */
#include "model.h"

extern const uint8_t __model_start[];

uint32_t test_window_bytes;
int8_t test_input[32 * 1024];
int8_t test_output[MODEL_OUTPUT_LIMIT];
const char* test_start(uint32_t output_bytes);
void test_reset(void);
void test_run(void);

const char* test_start(uint32_t output_bytes) { return model_start(__model_start, output_bytes); }

void test_reset(void) { model_stream_reset(); }

void test_run(void) { model_invoke(test_input, test_output); }
