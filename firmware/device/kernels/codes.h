/* Weights out of a stream of Huffman codes, as many as asked for at a time.
 *
 * A table is indexed by the next bits. An entry with bit 15 set holds a value in its low byte and,
 * in bits 11 to 14, how many of the bits belong to it. Another entry leads on: bits 11 to 14 are
 * one less than the bits that index the next table, which starts as many entries further on as bits
 * 0 to 10 say. A code has 16 bits at most, so that one refill serves all its tables. */

typedef struct {
  const uint16_t* stream; /* the first bit is the highest of the first number */
  const uint16_t* table;
  int32_t first_bits; /* that index the table */
  int32_t count;      /* of weights */
} codes_s8_t;

typedef struct {
  const uint16_t* next;
  const uint16_t* table;
  int32_t first_bits;
  int32_t held;    /* bits of the window that are not used yet */
  uint32_t window; /* the next bit is the highest */
} code_reader_t;

static code_reader_t open_codes(const codes_s8_t* codes) {
  code_reader_t reader = {codes->stream, codes->table, codes->first_bits, 0, 0};
  return reader;
}

static void read_codes(code_reader_t* reader, int32_t count, int8_t* to) {
  const uint16_t* next = reader->next;
  const uint16_t* table = reader->table;
  int32_t first_shift = 32 - reader->first_bits;
  uint32_t window = reader->window;
  int32_t held = reader->held;
  for (const int8_t* end = to + count; to != end; ++to) {
    if (held < 16) {
      window |= (uint32_t)*next++ << (16 - held);
      held += 16;
    }
    const uint16_t* place = table + (window >> first_shift);
    uint32_t entry = *place;
    int32_t bits = reader->first_bits;
    while (!(entry & 0x8000u)) {
      window <<= bits;
      held -= bits;
      bits = (int32_t)(entry >> 11) + 1;
      place += (entry & 0x7ffu) + (window >> (32 - bits));
      entry = *place;
    }
    bits = (int32_t)(entry >> 11 & 15u);
    window <<= bits;
    held -= bits;
    *to = (int8_t)(uint8_t)entry;
  }
  reader->next = next;
  reader->window = window;
  reader->held = held;
}
