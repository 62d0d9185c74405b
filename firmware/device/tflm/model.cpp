#include "model.h"

#include <cstddef>
#include <cstring>
#include <new>

#include "last_words.h"

// FlatBuffers before version 23, which some cores of Arduino bring, take all of Arduino for AVR and
// want a header that only AVR has, unless this is defined.
#define ARDUINOSTL_M_H

#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "model_arena.h"
#include "tflm_operators.h"

namespace {

// Objects that would be destroyed at exit, or made before main, need a C++ run-time that not every
// board has; these are made in place, by model_start.
template <typename T>
class Place {
 public:
  template <typename... Arguments>
  T& make(Arguments&&... arguments) {
    made_ = new (bytes_) T(static_cast<Arguments&&>(arguments)...);
    return *made_;
  }
  T* get() { return made_; }

 private:
  alignas(T) unsigned char bytes_[sizeof(T)];
  T* made_;
};

Place<ww_operators_t> operators;
Place<tflite::MicroInterpreter> interpreter;
const char* trouble;
uint32_t result_bytes;

bool is_int8_of(const TfLiteTensor* tensor, uint32_t bytes) {
  return tensor != nullptr && tensor->type == kTfLiteInt8 && tensor->bytes == bytes;
}

}  // namespace

extern "C" const char* model_start(const uint8_t* tflite, uint32_t output_bytes) {
  if (!tflite::ModelBufferHasIdentifier(tflite)) {
    return "the model is for another engine than this firmware has; flash both again";
  }
  const tflite::Model* model = tflite::GetModel(tflite);
  if (model->version() != TFLITE_SCHEMA_VERSION) {
    return "the model is of another version of TensorFlow Lite than this interpreter";
  }
  last_words_forget();
  ww_operators_t& known = operators.make();
  if (!ww_add_operators(known)) {
    return last_words("the interpreter lacks an operator");
  }
  tflite::MicroInterpreter& made = interpreter.make(model, known, model_arena, model_arena_bytes);
  if (made.AllocateTensors() != kTfLiteOk) {
    return last_words("the interpreter cannot set the model up");
  }
  if (!is_int8_of(made.input(0), MODEL_INPUT_BYTES) || !is_int8_of(made.output(0), output_bytes)) {
    return "the model takes or gives another number of values than this firmware";
  }
  result_bytes = output_bytes;
  return nullptr;
}

extern "C" void model_invoke(const int8_t* input, int8_t* output) {
  tflite::MicroInterpreter& made = *interpreter.get();
  memcpy(made.input(0)->data.int8, input, MODEL_INPUT_BYTES);
  if (trouble == nullptr && made.Invoke() != kTfLiteOk) {
    trouble = last_words("the interpreter cannot run the model");
  }
  if (trouble == nullptr) {
    memcpy(output, made.output(0)->data.int8, result_bytes);
  } else {
    memset(output, 0, result_bytes);
  }
}

extern "C" const char* model_trouble(void) { return trouble; }

extern "C" uint32_t model_arena_used(void) {
  return interpreter.get() == nullptr
             ? 0
             : static_cast<uint32_t>(interpreter.get()->arena_used_bytes());
}
