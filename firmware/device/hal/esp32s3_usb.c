/* The own USB port as a serial port made of hardware, by ESP-IDF's driver. */
#include "esp32s3_usb.h"

#if !ESP32S3_TINYUSB

#include "driver/usb_serial_jtag.h"
#include "freertos/FreeRTOS.h"

#define BUFFER_BYTES 2048

static bool is_read = true;

void esp32s3_usb_start(void) {
  usb_serial_jtag_driver_config_t config = {.tx_buffer_size = BUFFER_BYTES,
                                            .rx_buffer_size = BUFFER_BYTES};
  ESP_ERROR_CHECK(usb_serial_jtag_driver_install(&config));
}

bool esp32s3_usb_is_plugged(void) { return usb_serial_jtag_is_connected(); }

bool esp32s3_usb_send(const char* bytes, size_t count) {
  const TickType_t wait = is_read ? pdMS_TO_TICKS(ESP32S3_USB_SEND_MS) : 0;
  is_read =
      esp32s3_usb_is_plugged() && usb_serial_jtag_write_bytes(bytes, count, wait) == (int)count;
  return is_read;
}

size_t esp32s3_usb_receive(uint8_t* bytes, size_t room) {
  const int count = usb_serial_jtag_read_bytes(bytes, (uint32_t)room, 0);
  return count > 0 ? (size_t)count : 0;
}

#else
typedef int esp32s3_usb_is_a_keyboard; /* C wants something in a file */
#endif
