#ifndef SMSDISPATCH_MICROHTTPD_H
#define SMSDISPATCH_MICROHTTPD_H

#include <microhttpd.h>

#endif
