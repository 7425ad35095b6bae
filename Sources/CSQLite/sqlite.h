#ifndef SMSDISPATCH_SQLITE_H
#define SMSDISPATCH_SQLITE_H

#include <sqlite3.h>

/// `sqlite3_bind_text64` with a private copy; `SQLITE_TRANSIENT` is a cast that Swift cannot import.
static inline int smsdispatch_bind_text(
    sqlite3_stmt *statement, int index, const char *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// `sqlite3_bind_blob64` with a private copy. An empty blob stays a blob: a null pointer would bind NULL.
static inline int smsdispatch_bind_blob(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  if (count == 0) {
    return sqlite3_bind_zeroblob(statement, index, 0);
  }
  return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

#endif
