/* The same value everywhere. */
static void fill_s8(int8_t* output, int32_t count, int32_t value) {
  for (int32_t i = 0; i < count; ++i) output[i] = (int8_t)value;
}
