/* A Cortex-M4 without a board: what an emulator offers in place of peripherals.

   Serial port: the UART of Arm's CMSDK at 0x40004000, as on the MPS2 boards (Arm DAI 0386).
   Microphone: a ring in RAM that a DMA controller would fill, outside the ordinary RAM so that a
   second emulator can share it as a file. Clock: the cycle counter of the debug unit.
   Pins: the GPIO of Arm's CMSDK at 0x40010000, as on the MPS2 boards. Keyboard: a register.
   Sleep: WFI, woken by the system timer each millisecond where the emulator has one. */
#include "app.h"
#include "hal/hal.h"

#define TICKS_PER_SECOND 64000000u

#define REGISTER(address) (*(volatile uint32_t*)(address))
#define UART_DATA REGISTER(0x40004000)
#define UART_STATE REGISTER(0x40004004)
#define UART_CONTROL REGISTER(0x40004008)
#define UART_BAUD_DIVIDER REGISTER(0x40004010)
#define UART_STATE_TX_FULL 1u
#define UART_STATE_RX_FULL 2u
#define UART_CONTROL_TX_RX 3u
#define PINS_LEVEL REGISTER(0x40010004)
#define PINS_MAKE_OUTPUT REGISTER(0x40010010)
#define KEYBOARD REGISTER(0x4000F000) /* modifiers * 256 + usage: pressed and let go */
#define SYSTICK_CONTROL REGISTER(0xE000E010)
#define SYSTICK_RELOAD REGISTER(0xE000E014)
#define SYSTICK_CONTROL_RUN 7u /* enabled, with interrupt, from the core's clock */
#define COPROCESSOR_ACCESS REGISTER(0xE000ED88)
#define DEBUG_CONTROL REGISTER(0xE000EDFC)
#define DEBUG_CONTROL_TRACE (1u << 24)
#define CYCLE_CONTROL REGISTER(0xE0001000)
#define CYCLE_COUNT REGISTER(0xE0001004)

/* The DMA writes block `written % RING_BLOCKS`, notes when it was complete, counts it. One block
   is always being written, so one less is safe to read. */
#define RING_BLOCKS 8u

typedef struct {
  uint32_t enabled; /* set by the firmware when it is ready for sound */
  uint32_t written; /* blocks, counted by the DMA */
  uint32_t read;    /* blocks that the firmware read or gave up */
  uint32_t arrived[RING_BLOCKS];
  int16_t samples[RING_BLOCKS][HAL_BLOCK_SAMPLES];
} microphone_t;

__attribute__((section(".microphone"), used)) volatile microphone_t ww_microphone;

static uint32_t dropped;
static uint32_t arrived;

/* From the linker script. */
extern uint32_t __data_load[], __data_start[], __data_end[], __bss_start[], __bss_end[];
extern uint32_t __stack_top[];
extern const uint8_t __model_start[], __model_end[];

#define STACK_PAINT 0xA5A5A5A5u
/* Longer than any variable on the stack, which may lie there untouched. */
#define STACK_GAP_WORDS 256

void hal_start(void) {
  UART_BAUD_DIVIDER = TICKS_PER_SECOND / 115200u;
  UART_CONTROL = UART_CONTROL_TX_RX;
  DEBUG_CONTROL |= DEBUG_CONTROL_TRACE;
  CYCLE_CONTROL |= 1u;
  SYSTICK_RELOAD = TICKS_PER_SECOND / 1000u - 1u;
  SYSTICK_CONTROL = SYSTICK_CONTROL_RUN;
  ww_microphone.written = 0;
  ww_microphone.read = 0;
  ww_microphone.enabled = 1;
}

bool hal_audio_read(int16_t block[HAL_BLOCK_SAMPLES]) {
  uint32_t now = CYCLE_COUNT; /* also brings an emulator's microphone up to this moment */
  uint32_t read = ww_microphone.read;
  uint32_t waiting = ww_microphone.written - read;
  (void)now;
  if (waiting == 0) {
    return false;
  }
  if (waiting > RING_BLOCKS - 1u) {
    uint32_t lost = waiting - (RING_BLOCKS - 1u);
    dropped += lost;
    read += lost;
  }
  const volatile int16_t* source = ww_microphone.samples[read % RING_BLOCKS];
  for (size_t i = 0; i < HAL_BLOCK_SAMPLES; i++) {
    block[i] = source[i];
  }
  arrived = ww_microphone.arrived[read % RING_BLOCKS];
  ww_microphone.read = read + 1u;
  return true;
}

uint32_t hal_audio_dropped(void) { return dropped; }

uint32_t hal_audio_age(void) { return hal_ticks() - arrived; }

int hal_serial_read(void) {
  if ((UART_STATE & UART_STATE_RX_FULL) == 0) {
    return -1;
  }
  return (int)(UART_DATA & 0xFFu);
}

void hal_serial_write(const char* data, size_t count) {
  for (size_t i = 0; i < count; i++) {
    while ((UART_STATE & UART_STATE_TX_FULL) != 0) {
    }
    UART_DATA = (uint8_t)data[i];
  }
}

/* Not inlined: the emulator tells the stretches of code between two readings by who called. */
__attribute__((noinline)) uint32_t hal_ticks(void) { return CYCLE_COUNT; }

uint32_t hal_ticks_per_second(void) { return TICKS_PER_SECOND; }

/* Goes down from the lowest word known to be used, to where nothing but paint is left: to scan all
   free RAM each second would cost more than the front end. */
uint32_t hal_stack_used(void) {
  static const volatile uint32_t* lowest = __stack_top;
  const volatile uint32_t* word = lowest;
  while (word > __bss_end && lowest - word < STACK_GAP_WORDS) {
    word--;
    if (*word != STACK_PAINT) {
      lowest = word;
    }
  }
  return (uint32_t)((uintptr_t)__stack_top - (uintptr_t)lowest);
}

void hal_pin_write(uint8_t pin, bool high) {
  static uint32_t levels;
  const uint32_t bit = 1u << (pin % 32u);
  levels = high ? levels | bit : levels & ~bit;
  PINS_LEVEL = levels;
  PINS_MAKE_OUTPUT = bit;
}

void hal_keyboard_press(uint8_t modifiers, uint8_t usage) {
  KEYBOARD = (uint32_t)modifiers << 8 | usage;
}

const uint8_t* hal_model_pack(void) { return __model_start; }

size_t hal_model_pack_room(void) { return (size_t)(__model_end - __model_start); }

void hal_idle(void) { __asm__ volatile("wfi"); }

int main(void) {
  ww_app_start();
  for (;;) {
    ww_app_poll();
  }
}

static void reset(void) {
  COPROCESSOR_ACCESS |= 0xFu << 20; /* the compiler may move data through the FPU */
  __asm__ volatile("dsb\n\tisb");
  for (uint32_t *to = __data_start, *from = __data_load; to < __data_end;) {
    *to++ = *from++;
  }
  for (uint32_t* to = __bss_start; to < __bss_end;) {
    *to++ = 0;
  }
  const uintptr_t own_stack = (uintptr_t)__builtin_frame_address(0) - 64u;
  for (volatile uint32_t* word = __bss_end; (uintptr_t)word < own_stack; word++) {
    *word = STACK_PAINT;
  }
  main();
}

static void wake(void) {}

static void fault(void) {
  hal_serial_write("{\"type\":\"error\",\"what\":\"the firmware crashed\"}\n", 48);
  for (;;) {
    hal_idle();
  }
}

typedef void (*vector_t)(void);
#define STACK_VECTOR ((vector_t)(uintptr_t)__stack_top)

/* Armv7-M vector table: stack, reset, the faults, and the system timer as number 15. */
__attribute__((section(".vectors"), used)) static const vector_t vectors[16] = {
    STACK_VECTOR, reset, fault, fault, fault, fault, fault, 0, 0, 0, 0,
    fault,        fault, 0,     fault, wake};
