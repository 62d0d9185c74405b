/* An Arduino Uno in simavr behind a pty, in real time, with a boot loader.

     uno_port optiboot.hex readings.u16

   Prints the pty's path. The chip starts in its boot loader; its converter hears the readings over
   and over. A pty carries no DTR, whose pulse resets a real Uno when its port is opened: here the
   byte that avrdude says first ("0", which begins none of our commands) resets it after a pause.
   Ends with its standard input. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <simavr/avr_adc.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_hex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define CLOCK_HZ 16000000u
#define SLICE_CYCLES 16000u /* 1 ms */
#define MILLIVOLTS 5000u
#define FULL_SCALE 1023u
#define MCUSR 0x54
#define EXTRF 2
#define STK_GET_SYNC '0'
#define PAUSE_SLICES 300u
#define RING 4096u

static avr_t* avr;
static avr_irq_t* pin;
static avr_irq_t* serial_in;
static unsigned char* sound;
static size_t sound_readings;
static size_t taken;
static bool may_send = true;
static int port;
static unsigned char waiting[RING];
static size_t waiting_first;
static size_t waiting_count;

static uint32_t millivolts(uint32_t reading) {
  return (reading * MILLIVOLTS + FULL_SCALE - 1) / FULL_SCALE;
}

static void convert(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)value, (void)param;
  const size_t at = taken++ % sound_readings;
  avr_raise_irq(pin, millivolts(sound[2 * at] | (uint32_t)sound[2 * at + 1] << 8));
}

static void received(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)param;
  const unsigned char byte = (unsigned char)value;
  if (write(port, &byte, 1) < 0 && errno != EAGAIN) {
    exit(3);
  }
}

static void go_on(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)value, (void)param;
  may_send = true;
}

static void wait_a_bit(struct avr_irq_t* irq, uint32_t value, void* param) {
  (void)irq, (void)value, (void)param;
  may_send = false;
}

static void sleep_on(avr_t* chip, avr_cycle_count_t cycles) { (void)chip, (void)cycles; }

static void quiet(avr_t* chip, const int level, const char* format, va_list values) {
  (void)chip;
  if (level <= LOG_ERROR) {
    vfprintf(stderr, format, values);
  }
}

static void pull_reset(void) {
  avr_reset(avr);
  avr->data[MCUSR] = EXTRF;
}

static void open_port(void) {
  port = posix_openpt(O_RDWR | O_NOCTTY);
  if (port < 0 || grantpt(port) != 0 || unlockpt(port) != 0) {
    perror("pty");
    exit(2);
  }
  /* Held open, so that the port outlives those who use it. */
  const int other_end = open(ptsname(port), O_RDWR | O_NOCTTY);
  struct termios settings;
  tcgetattr(other_end, &settings);
  cfmakeraw(&settings);
  tcsetattr(other_end, TCSANOW, &settings);
  fcntl(port, F_SETFL, O_NONBLOCK);
  printf("%s\n", ptsname(port));
  fflush(stdout);
}

/* Take what the computer sent; a new conversation with the boot loader resets the chip. */
static void listen_to_computer(void) {
  static unsigned silent_slices = PAUSE_SLICES;
  unsigned char bytes[256];
  const ssize_t count = read(port, bytes, RING - waiting_count < 256 ? RING - waiting_count : 256);
  if (count <= 0) {
    ++silent_slices;
    return;
  }
  if (silent_slices >= PAUSE_SLICES && bytes[0] == STK_GET_SYNC) {
    pull_reset();
    waiting_count = 0;
  }
  silent_slices = 0;
  for (ssize_t i = 0; i < count; ++i) {
    waiting[(waiting_first + waiting_count++) % RING] = bytes[i];
  }
}

static void hand_over(void) {
  if (may_send && waiting_count > 0) {
    avr_raise_irq(serial_in, waiting[waiting_first]);
    waiting_first = (waiting_first + 1) % RING;
    --waiting_count;
  }
}

static void keep_time(struct timespec* due) {
  due->tv_nsec += 1000000;
  if (due->tv_nsec >= 1000000000) {
    due->tv_nsec -= 1000000000;
    ++due->tv_sec;
  }
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, due, NULL);
}

static void read_sound(const char* path) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    exit(2);
  }
  fseek(file, 0, SEEK_END);
  const long size = ftell(file);
  rewind(file);
  sound = malloc((size_t)size + 1);
  sound_readings = fread(sound, 2, (size_t)size / 2, file);
  fclose(file);
}

static void load_boot_loader(const char* path) {
  uint32_t size = 0;
  uint32_t start = 0;
  uint8_t* code = read_ihex_file(path, &size, &start);
  if (code == NULL) {
    exit(2);
  }
  memset(avr->flash, 0xFF, avr->flashend + 1);
  memcpy(avr->flash + start, code, size);
  free(code);
  avr->pc = start;
  avr->reset_pc = start;
  avr->codeend = avr->flashend;
}

static void listen_on(uint32_t type, int index, avr_irq_notify_t notify) {
  avr_irq_register_notify(avr_io_getirq(avr, type, index), notify, NULL);
}

int main(int count, char** arguments) {
  if (count != 3) {
    return 2;
  }
  read_sound(arguments[2]);
  avr_global_logger_set(quiet);
  avr = avr_make_mcu_by_name("atmega328p");
  avr_init(avr);
  avr->frequency = CLOCK_HZ;
  avr->vcc = avr->avcc = avr->aref = MILLIVOLTS;
  avr->sleep = sleep_on;
  load_boot_loader(arguments[1]);
  uint32_t flags = 0;
  avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
  flags &= ~(uint32_t)(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  pin = avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0);
  serial_in = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
  listen_on(AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_OUT_TRIGGER, convert);
  listen_on(AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT, received);
  listen_on(AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON, go_on);
  listen_on(AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF, wait_a_bit);
  open_port();
  struct timespec due;
  clock_gettime(CLOCK_MONOTONIC, &due);
  struct pollfd parent = {.fd = STDIN_FILENO, .events = POLLIN};
  while (poll(&parent, 1, 0) == 0) {
    listen_to_computer();
    for (const avr_cycle_count_t end = avr->cycle + SLICE_CYCLES; avr->cycle < end;) {
      const int state = avr_run(avr);
      if (state == cpu_Crashed || state == cpu_Done) {
        fprintf(stderr, "the chip stopped\n");
        return 3;
      }
      hand_over();
    }
    keep_time(&due);
  }
  return 0;
}
