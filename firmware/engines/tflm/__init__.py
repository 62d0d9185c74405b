"""TensorFlow Lite Micro's interpreter on a chip: the model is data, the operators are code."""
