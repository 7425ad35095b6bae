#ifndef SMSDISPATCH_OPENSSL_H
#define SMSDISPATCH_OPENSSL_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/x509_vfy.h>

#endif
