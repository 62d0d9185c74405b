/* Fills the past of a store with copies of its first new column. */
static void repeat_column(int8_t* store, int32_t past_bytes, int32_t column_bytes) {
  while (past_bytes-- > 0) store[past_bytes] = store[past_bytes + column_bytes];
}
