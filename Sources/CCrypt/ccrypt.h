// crypt(3) with its 32 KiB of working memory kept out of Swift, and wiped.
#ifndef SMSDISPATCH_CCRYPT_H
#define SMSDISPATCH_CCRYPT_H

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

// Declared here because its header requires _DEFAULT_SOURCE.
extern void explicit_bzero(void *memory, size_t size);

/// Writes a random setting for a yescrypt hash, at most CRYPT_GENSALT_OUTPUT_SIZE bytes; returns 0
/// if it cannot be made.
static inline int smsdispatch_crypt_setting(char *setting, int size) {
  return crypt_gensalt_rn("$y$", 0, (void *)0, 0, setting, size) != (void *)0;
}

/// Writes the hash of a phrase for a setting or for another hash, at most CRYPT_OUTPUT_SIZE bytes;
/// returns 0 if the setting is not valid.
static inline int smsdispatch_crypt(
    const char *phrase, const char *setting, char *hash, size_t size) {
  struct crypt_data *data = (struct crypt_data *)calloc(1, sizeof *data);
  if (!data) return 0;
  const char *result = crypt_r(phrase, setting, data);
  int done = result && result[0] != '*' && strlen(result) < size;
  if (done) strcpy(hash, result);
  explicit_bzero(data, sizeof *data);
  free(data);
  return done;
}

#endif
