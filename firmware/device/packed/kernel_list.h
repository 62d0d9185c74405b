/* Everything that a plan can call, each with its arguments: C(n) is a constant or a description, or
   bytes that are only read, M(n) bytes that are written, N(n) a number. firmware/engines/packed
   reads the names from here; a plan says them by their place in this list.

   To be included with KERNEL, C, M and N defined. */
KERNEL(add_s8, C(0), C(1), C(2), M(3))
KERNEL(average_pool_s8, C(0), C(1), M(2))
KERNEL(clamp_s8, M(0), N(1), N(2), N(3))
KERNEL(conv_decoded_s8, C(0), C(1), C(2), M(3), M(4))
KERNEL(conv_s8, C(0), C(1), M(2), M(3))
KERNEL(copy_s8, C(0), C(1), M(2))
KERNEL(depthwise_columns_decoded_s8, C(0), C(1), C(2), M(3), M(4))
KERNEL(depthwise_columns_s8, C(0), C(1), M(2))
KERNEL(depthwise_conv_decoded_s8, C(0), C(1), C(2), M(3), M(4))
KERNEL(depthwise_conv_s8, C(0), C(1), M(2), M(3))
KERNEL(fill_s8, M(0), N(1), N(2))
KERNEL(fully_connected_decoded_s8, C(0), C(1), C(2), M(3), M(4))
KERNEL(fully_connected_s8, C(0), C(1), M(2))
KERNEL(lookup_s8, C(0), C(1), M(2), N(3))
KERNEL(max_pool_s8, C(0), C(1), M(2))
KERNEL(mean_s8, C(0), C(1), M(2))
KERNEL(memcpy, M(0), C(1), (size_t)N(2))
KERNEL(memmove, M(0), C(1), (size_t)N(2))
KERNEL(mul_s8, C(0), C(1), C(2), M(3))
KERNEL(repeat_column, M(0), N(1), N(2))
KERNEL(softmax_s8, C(0), C(1), M(2))
