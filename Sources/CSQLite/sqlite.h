#ifndef SMSDISPATCH_SQLITE_H
#define SMSDISPATCH_SQLITE_H

#include <sqlite3.h>

/// `sqlite3_bind_text64` without a copy: the bytes must last until the statement's bindings are cleared.
/// A null pointer, which would bind NULL, is not passed.
static inline int smsdispatch_bind_text(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, bytes, count, SQLITE_STATIC, SQLITE_UTF8);
}

/// `sqlite3_bind_blob64`, likewise.
static inline int smsdispatch_bind_blob(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_STATIC);
}

/// `sqlite3_db_config` is variadic. Makes plans independent of bound values, so that a statement is
/// not prepared again for each value (SQLITE_DBCONFIG_ENABLE_QPSG).
static inline int smsdispatch_keep_plans(sqlite3 *connection) {
  return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_QPSG, 1, (int *)0);
}

/// `sqlite3_config` is variadic. Disables memory statistics, which take a lock for each allocation.
/// Only before the first connection of the process is opened.
static inline int smsdispatch_leave_out_memory_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// Reads the database file as it is on the disk, through SQLite's own descriptor: closing another one
/// would drop the process's locks on the file. Past its end there are zeros.
static inline int smsdispatch_read_file(
    sqlite3 *connection, void *bytes, int count, sqlite3_int64 offset) {
  sqlite3_file *file = 0;
  int result = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (result != SQLITE_OK) {
    return result;
  }
  result = file->pMethods->xRead(file, bytes, count, offset);
  return result == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : result;
}

#endif
