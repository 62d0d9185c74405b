#include "last_words.h"

#include <cstdarg>
#include <cstddef>
#include <cstdint>

#include "tensorflow/lite/micro/debug_log.h"

namespace {

// A line that computers read whole; the cause comes first, so the end may be lost.
constexpr size_t kRoom = 240;

char said[kRoom];
size_t said_count;
char sentence[kRoom];

// The little of printf that the interpreter's messages need, without the C library's own, which is
// larger than the interpreter. Fractions are cut off.
class Writer {
 public:
  Writer(char* to, size_t room) : to_(to), room_(room) {}

  size_t count() const { return count_; }

  void put(char letter) {
    if (count_ + 1 < room_) {
      to_[count_++] = letter;
      to_[count_] = '\0';
    }
  }

  void put(const char* text) {
    for (; *text != '\0'; text++) {
      put(*text);
    }
  }

  void put_number(uintmax_t number, unsigned base) {
    char digits[20];
    size_t at = sizeof digits;
    do {
      digits[--at] = "0123456789abcdef"[number % base];
      number /= base;
    } while (number != 0);
    while (at < sizeof digits) {
      put(digits[at++]);
    }
  }

  void put_signed(intmax_t number) {
    if (number < 0) {
      put('-');
    }
    put_number(number < 0 ? 0 - static_cast<uintmax_t>(number) : static_cast<uintmax_t>(number),
               10);
  }

  void put_format(const char* format, va_list& args);

 private:
  char* to_;
  size_t room_;
  size_t count_ = 0;
};

bool is_one_of(char letter, const char* letters) {
  for (; *letters != '\0'; letters++) {
    if (*letters == letter) {
      return true;
    }
  }
  return false;
}

void Writer::put_format(const char* format, va_list& args) {
  for (; *format != '\0'; format++) {
    if (*format != '%') {
      put(*format);
      continue;
    }
    do {
      format++;
    } while (is_one_of(*format, "0123456789.-+ #"));
    unsigned longs = 0;
    for (; is_one_of(*format, "lzjth"); format++) {
      longs += *format == 'l' ? 1u : is_one_of(*format, "zjt") ? 3u : 0u;
    }
    switch (*format) {
      case 'd':
      case 'i':
        put_signed(longs == 2   ? va_arg(args, long long)
                   : longs == 1 ? va_arg(args, long)
                   : longs == 3 ? static_cast<intmax_t>(va_arg(args, ptrdiff_t))
                                : va_arg(args, int));
        break;
      case 'u':
      case 'x':
        put_number(longs == 2   ? va_arg(args, unsigned long long)
                   : longs == 1 ? va_arg(args, unsigned long)
                   : longs == 3 ? static_cast<uintmax_t>(va_arg(args, size_t))
                                : va_arg(args, unsigned),
                   *format == 'x' ? 16 : 10);
        break;
      case 'p':
        put_number(reinterpret_cast<uintptr_t>(va_arg(args, void*)), 16);
        break;
      case 'c':
        put(static_cast<char>(va_arg(args, int)));
        break;
      case 's':
        put(va_arg(args, const char*));
        break;
      case 'e':
      case 'f':
      case 'g':
        put_signed(static_cast<intmax_t>(va_arg(args, double)));
        break;
      case '\0':
        return;
      default:
        put(*format);
    }
  }
}

}  // namespace

void last_words_forget() {
  said_count = 0;
  said[0] = '\0';
}

const char* last_words(const char* what) {
  Writer writer(sentence, sizeof sentence);
  writer.put(what);
  if (said_count > 0) {
    writer.put(": ");
    writer.put(said);
  }
  return sentence;
}

// The interpreter ends its lines by themselves; here they follow each other in one.
extern "C" void DebugLog(const char* format, va_list args) {
  if (format[0] == '\r' || format[0] == '\n') {
    format = "; ";
  }
  Writer writer(said + said_count, sizeof said - said_count);
  va_list copy;
  va_copy(copy, args);
  writer.put_format(format, copy);
  va_end(copy);
  said_count += writer.count();
}

extern "C" int DebugVsnprintf(char* buffer, size_t room, const char* format, va_list args) {
  Writer writer(buffer, room);
  va_list copy;
  va_copy(copy, args);
  writer.put_format(format, copy);
  va_end(copy);
  return static_cast<int>(writer.count());
}
