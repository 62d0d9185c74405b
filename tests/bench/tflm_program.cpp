// TensorFlow Lite Micro around one model, between buffers that the emulator reads and writes.
#include <cstdint>
#include <cstring>
#include <new>

#include "tensorflow/lite/micro/debug_log.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace {
alignas(16) const uint8_t model_bytes[] = {
#include "model.inc"
};
alignas(16) uint8_t arena[ARENA_BYTES];

using Resolver = tflite::MicroMutableOpResolver<OPERATOR_COUNT>;
alignas(Resolver) uint8_t resolver_memory[sizeof(Resolver)];
alignas(tflite::MicroInterpreter) uint8_t interpreter_memory[sizeof(tflite::MicroInterpreter)];
tflite::MicroInterpreter *interpreter;

// Nothing runs static constructors in the emulator, so objects are made on first use.
bool set_up() {
  if (interpreter) return true;
  Resolver &resolver = *new (resolver_memory) Resolver();
#include "operators.inc"
  interpreter = new (interpreter_memory) tflite::MicroInterpreter(
      tflite::GetModel(model_bytes), resolver, arena, sizeof arena);
  return interpreter->AllocateTensors() == kTfLiteOk;
}
}  // namespace

extern "C" {
int8_t test_input[INPUT_BYTES];
int8_t test_output[OUTPUT_BYTES];

// 1 if the model ran.
int test_run(void) {
  if (!set_up()) return 0;
  memcpy(interpreter->input(0)->data.int8, test_input, sizeof test_input);
  if (interpreter->Invoke() != kTfLiteOk) return 0;
  memcpy(test_output, interpreter->output(0)->data.int8, sizeof test_output);
  return 1;
}

unsigned test_arena_used(void) { return interpreter->arena_used_bytes(); }

void DebugLog(const char *, va_list) {}
int DebugVsnprintf(char *, size_t, const char *, va_list) { return 0; }
}
