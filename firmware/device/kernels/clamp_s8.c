/* Bounds of a fused activation that saturation alone does not give. */
static void clamp_s8(int8_t* values, int32_t count, int32_t low, int32_t high) {
  for (int32_t i = 0; i < count; ++i) {
    if (values[i] < low) values[i] = (int8_t)low;
    if (values[i] > high) values[i] = (int8_t)high;
  }
}
