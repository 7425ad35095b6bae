#ifndef SMSDISPATCH_LIBCURL_H
#define SMSDISPATCH_LIBCURL_H

#include <curl/curl.h>

#endif
