#ifndef SMSDISPATCH_SQLITE_H
#define SMSDISPATCH_SQLITE_H

#include <sqlite3.h>

#endif
