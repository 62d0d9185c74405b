// What the interpreter said last: a deployment that fails must not fail in silence, as it does
// where the error strings are stripped or printed to a console that nobody reads.
#ifndef WW_LAST_WORDS_H
#define WW_LAST_WORDS_H

void last_words_forget();

// What went wrong, with what the interpreter said since. Valid until it says more.
const char* last_words(const char* what);

#endif
