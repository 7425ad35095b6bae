// Inline functions for what Swift cannot call: libcurl's variadic functions, one for each type of
// argument, and the socket options whose names are macros. The parentheses keep curl's
// type-checking macros of the same names out of the way.
#ifndef SMSDISPATCH_LIBCURL_H
#define SMSDISPATCH_LIBCURL_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static inline CURLcode smsdispatch_easy_set_long(CURL *easy, CURLoption option, long value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode smsdispatch_easy_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode smsdispatch_easy_set_string(
    CURL *easy, CURLoption option, const char *value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode smsdispatch_easy_set_pointer(
    CURL *easy, CURLoption option, const void *value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode smsdispatch_easy_set_list(
    CURL *easy, CURLoption option, struct curl_slist *value) {
  return (curl_easy_setopt)(easy, option, value);
}

/// For `CURLOPT_WRITEFUNCTION` and `CURLOPT_HEADERFUNCTION`.
static inline CURLcode smsdispatch_easy_set_write(
    CURL *easy, CURLoption option, curl_write_callback value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode smsdispatch_easy_set_prereq(CURL *easy, curl_prereq_callback value) {
  return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, value);
}

static inline CURLcode smsdispatch_easy_set_sockopt(CURL *easy, curl_sockopt_callback value) {
  return (curl_easy_setopt)(easy, CURLOPT_SOCKOPTFUNCTION, value);
}

static inline CURLcode smsdispatch_easy_set_closesocket(
    CURL *easy, curl_closesocket_callback value) {
  return (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETFUNCTION, value);
}

static inline CURLcode smsdispatch_easy_set_opensocket(
    CURL *easy, curl_opensocket_callback value) {
  return (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode smsdispatch_easy_set_progress(CURL *easy, curl_xferinfo_callback value) {
  return (curl_easy_setopt)(easy, CURLOPT_XFERINFOFUNCTION, value);
}

static inline CURLcode smsdispatch_easy_get_long(CURL *easy, CURLINFO info, long *value) {
  return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode smsdispatch_easy_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
  return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode smsdispatch_easy_get_private(CURL *easy, void **value) {
  return (curl_easy_getinfo)(easy, CURLINFO_PRIVATE, value);
}

static inline CURLMcode smsdispatch_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return (curl_multi_setopt)(multi, option, value);
}

static inline CURLMcode smsdispatch_multi_set_pointer(
    CURLM *multi, CURLMoption option, void *value) {
  return (curl_multi_setopt)(multi, option, value);
}

static inline CURLMcode smsdispatch_multi_set_socket(CURLM *multi, curl_socket_callback value) {
  return (curl_multi_setopt)(multi, CURLMOPT_SOCKETFUNCTION, value);
}

static inline CURLMcode smsdispatch_multi_set_timer(
    CURLM *multi, curl_multi_timer_callback value) {
  return (curl_multi_setopt)(multi, CURLMOPT_TIMERFUNCTION, value);
}

/// Makes the kernel discard unsent data when the socket is closed (SO_LINGER with no time), and
/// give up on data not acknowledged within `milliseconds` (tcp(7), TCP_USER_TIMEOUT).
///
/// Returns 0, or -1 if an option was refused.
static inline int smsdispatch_socket_withdraws(int socket, unsigned int milliseconds) {
  struct linger linger = {.l_onoff = 1, .l_linger = 0};
  if (setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, sizeof linger) != 0) return -1;
  return setsockopt(
      socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}

/// Opens the socket that libcurl asks for, as it would itself.
///
/// Returns its descriptor, or CURL_SOCKET_BAD.
static inline curl_socket_t smsdispatch_socket_open(const struct curl_sockaddr *address) {
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// Copies the bytes of an IPv4 or IPv6 address, in network byte order.
///
/// Returns how many there are, 4 or 16; 0 for any other kind of address.
static inline int smsdispatch_address_bytes(
    const struct curl_sockaddr *address, unsigned char bytes[16]) {
  const void *start = &address->addr;
  if (address->family == AF_INET && address->addrlen >= sizeof(struct sockaddr_in)) {
    memcpy(bytes, &((const struct sockaddr_in *)start)->sin_addr, 4);
    return 4;
  }
  if (address->family == AF_INET6 && address->addrlen >= sizeof(struct sockaddr_in6)) {
    memcpy(bytes, &((const struct sockaddr_in6 *)start)->sin6_addr, 16);
    return 16;
  }
  return 0;
}

/// close(2), which Swift would otherwise have to import from the C library.
static inline int smsdispatch_socket_close(int socket) { return close(socket); }

#endif
