#include "model.h"

#include <stddef.h>
#include <string.h>

#include "kernels.h"
#include "model_arena.h"

/* A plan, little-endian like the chip; firmware/engines/packed/plan.py writes it. Offsets are from
   its start. */
#define MAGIC "WWPL"
#define MAGIC_BYTES 4u
#define SILENCE (-128)
#define MOST_ARGUMENTS 5u
/* Descriptions with pointers are given to kernels as copies, with the pointers made of offsets. */
#define MOST_COPIES 2u
#define MOST_WORDS 32u

typedef enum { NUMBER, CONSTANT, DESCRIPTION, ARENA, INPUT, OUTPUT } kind_t;
#define KIND_BITS 3u
#define KIND_MASK 7u

typedef enum { ALWAYS, WITH_NEW_FRAMES, AFTER_RESET } when_t;

typedef struct {
  uint8_t kernel;
  uint8_t when;
  uint16_t kinds; /* of the arguments, the first one in the lowest bits */
  int32_t values[MOST_ARGUMENTS];
} call_t;

typedef struct {
  char magic[MAGIC_BYTES];
  uint32_t kernels; /* names the kernels that it was written for */
  uint32_t arena_bytes;
  uint32_t window_bytes;
  uint32_t output_bytes;
  uint32_t stream_frames;
  uint32_t history_start; /* in the arena, of the frames that a plan keeps that streams */
  uint32_t history_bytes;
  uint32_t call_count;
  call_t calls[];
} plan_t;

typedef struct {
  uint32_t words;
  uint32_t pointers; /* a bit for each word that is the offset of a constant */
  uint32_t values[];
} description_t;

typedef union {
  int32_t number;
  const void* bytes;
  void* memory;
} argument_t;

typedef char pointers_are_words[sizeof(void*) == sizeof(uint32_t) ? 1 : -1];

#define C(number_) a[number_].bytes
#define M(number_) a[number_].memory
#define N(number_) a[number_].number

#define KERNEL(name_, ...) \
  static void call_##name_(const argument_t* a) { name_(__VA_ARGS__); }
#include "kernel_list.h"
#undef KERNEL

#define KERNEL(name_, ...) call_##name_,
static void (*const kernels[])(const argument_t*) = {
#include "kernel_list.h"
};
#undef KERNEL

static const plan_t* plan;

static const void* at(int32_t offset) { return (const uint8_t*)plan + offset; }

static const void* described(const description_t* description, uint32_t* copy) {
  if (description->pointers == 0) {
    return description->values;
  }
  memcpy(copy, description->values, description->words * sizeof copy[0]);
  for (uint32_t word = 0; word < description->words; word++) {
    if (description->pointers >> word & 1u) {
      const void* constant = at((int32_t)description->values[word]);
      memcpy(copy + word, &constant, sizeof constant);
    }
  }
  return copy;
}

static void make_call(const call_t* call, const int8_t* input, int8_t* output) {
  uint32_t copies[MOST_COPIES][MOST_WORDS];
  unsigned copied = 0;
  argument_t arguments[MOST_ARGUMENTS];
  for (unsigned i = 0; i < MOST_ARGUMENTS; i++) {
    const int32_t value = call->values[i];
    switch ((kind_t)(call->kinds >> (i * KIND_BITS) & KIND_MASK)) {
      case NUMBER:
        arguments[i].number = value;
        break;
      case CONSTANT:
        arguments[i].bytes = at(value);
        break;
      case DESCRIPTION:
        arguments[i].bytes = described(at(value), copies[copied++]);
        break;
      case ARENA:
        arguments[i].memory = model_arena + value;
        break;
      case INPUT:
        arguments[i].bytes = input + value;
        break;
      case OUTPUT:
        arguments[i].memory = output + value;
        break;
    }
  }
  kernels[call->kernel](arguments);
}

/* All calls but those of one kind. */
static void make_calls(when_t but, const int8_t* input, int8_t* output) {
  for (uint32_t i = 0; i < plan->call_count; i++) {
    if (plan->calls[i].when != but) {
      make_call(&plan->calls[i], input, output);
    }
  }
}

const char* model_start(const uint8_t* bytes, uint32_t output_bytes) {
  const plan_t* found = (const void*)bytes;
  plan = NULL;
  if (memcmp(found->magic, MAGIC, MAGIC_BYTES) != 0) {
    return "the model is for another engine than this firmware has; flash both again";
  }
  if (found->kernels != WW_KERNELS) {
    return "the model is for another version of this firmware; flash both again";
  }
  if (found->arena_bytes > model_arena_bytes) {
    return "the model needs more working memory than this firmware has; flash both again";
  }
  if (found->window_bytes != MODEL_INPUT_BYTES || found->output_bytes != output_bytes) {
    return "the model takes or gives another number of values than this firmware";
  }
  plan = found;
  return NULL;
}

void model_invoke(const int8_t* input, int8_t* output) { make_calls(AFTER_RESET, input, output); }

uint32_t model_stream_frames(void) { return plan == NULL ? 0 : plan->stream_frames; }

void model_stream_reset(void) {
  int8_t output[MODEL_OUTPUT_LIMIT];
  if (model_stream_frames() == 0) {
    return;
  }
  memset(model_arena + plan->history_start, SILENCE, plan->history_bytes);
  make_calls(WITH_NEW_FRAMES, NULL, output);
}

const char* model_trouble(void) { return NULL; }

uint32_t model_arena_used(void) { return plan == NULL ? 0 : plan->arena_bytes; }
