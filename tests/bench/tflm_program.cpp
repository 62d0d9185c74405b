// The interpreter around one model, between buffers that the emulator reads and writes.
#include <cstddef>
#include <cstdint>

#include "model.h"

extern "C" {

#include "test_model.inc"

int8_t test_input[MODEL_INPUT_BYTES];
int8_t test_output[MODEL_OUTPUT_BYTES];
uint32_t test_arena_used;

// 1 if the model ran; the first run also sets the interpreter up.
int test_run(void) {
  if (test_arena_used == 0 && model_start(test_model, MODEL_OUTPUT_BYTES) != nullptr) {
    return 0;
  }
  test_arena_used = model_arena_used();
  model_invoke(test_input, test_output);
  return model_trouble() == nullptr;
}

void abort() {
  for (;;) {
  }
}

void __cxa_pure_virtual() { abort(); }
}

void operator delete(void*) noexcept { abort(); }
void operator delete(void*, std::size_t) noexcept { abort(); }
