/* The serial port of an ESP32-S3: its own USB port and, where the board has a second socket with a
   bridge chip, UART 0.

   Which one a maker plugs the cable into is not known at boot, so lines go to both until a computer
   speaks; from then on they go where it spoke last, as long as it is plugged in. The own USB port
   refuses lines while nobody reads it, so that a board on a charger never waits; a UART sends
   whether anybody listens or not, and is too slow to send sound.

   Whether there is a second socket is what Arduino's core calls "USB CDC On Boot"
   (ARDUINO_USB_CDC_ON_BOOT): boards with the own USB port alone, such as the XIAO, have it on, and
   the UART's pins are free on their headers. Boards with both, such as the DevKitC, have it off. */
#include "esp32s3.h"

#include "driver/uart.h"
#include "esp_log.h"
#include "soc/uart_pins.h"

#include "esp32s3_usb.h"
#include "hal/hal.h"
#include "whole_lines.h"

#if defined(ARDUINO_USB_CDC_ON_BOOT) && ARDUINO_USB_CDC_ON_BOOT
#define HAS_UART 0
#else
#define HAS_UART 1
#endif

#define UART UART_NUM_0
#define UART_BAUD 115200
#define RECEIVE_BYTES 1024
#define SEND_BYTES 2048

typedef enum { NOBODY, ON_USB, ON_UART } computer_t;

static computer_t computer;
static ww_whole_lines_t usb_lines;
static uint8_t received[64];
static size_t received_count;
static size_t received_taken;

#if HAS_UART
static void start_uart(void) {
  const uart_config_t config = {
      .baud_rate = UART_BAUD,
      .data_bits = UART_DATA_8_BITS,
      .parity = UART_PARITY_DISABLE,
      .stop_bits = UART_STOP_BITS_1,
      .flow_ctrl = UART_HW_FLOWCTRL_DISABLE,
      .source_clk = UART_SCLK_DEFAULT,
  };
  ESP_ERROR_CHECK(uart_driver_install(UART, RECEIVE_BYTES, SEND_BYTES, 0, NULL, 0));
  ESP_ERROR_CHECK(uart_param_config(UART, &config));
  ESP_ERROR_CHECK(
      uart_set_pin(UART, U0TXD_GPIO_NUM, U0RXD_GPIO_NUM, UART_PIN_NO_CHANGE, UART_PIN_NO_CHANGE));
}

static void write_uart(const char* data, size_t count) {
  if (computer != ON_USB) {
    (void)uart_write_bytes(UART, data, count);
  }
}

static size_t receive_uart(void) {
  const int count = uart_read_bytes(UART, received, sizeof received, 0);
  return count > 0 ? (size_t)count : 0;
}
#else
static void start_uart(void) {}

static void write_uart(const char* data, size_t count) {
  (void)data;
  (void)count;
}

static size_t receive_uart(void) { return 0; }
#endif

void esp32s3_serial_start(void) {
  /* What the system says from here on would end up between our lines. What the boot loader said
     before is ended here. */
  esp_log_level_set("*", ESP_LOG_NONE);
  esp32s3_usb_start();
  start_uart();
  hal_serial_write("\n", 1);
}

static void receive(void) {
  if (computer == ON_USB && !esp32s3_usb_is_plugged()) {
    computer = NOBODY;
  }
  received_taken = 0;
  received_count = esp32s3_usb_receive(received, sizeof received);
  if (received_count > 0) {
    computer = ON_USB;
    return;
  }
  received_count = receive_uart();
  if (received_count > 0) {
    computer = ON_UART;
  }
}

int hal_serial_read(void) {
  if (received_taken == received_count) {
    receive();
  }
  return received_taken < received_count ? received[received_taken++] : -1;
}

void hal_serial_write(const char* data, size_t count) {
  if (computer != ON_UART) {
    ww_whole_lines_put(&usb_lines, data, count, esp32s3_usb_send);
  }
  write_uart(data, count);
}
