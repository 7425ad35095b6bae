#ifndef SMSDISPATCH_MICROHTTPD_H
#define SMSDISPATCH_MICROHTTPD_H

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>

/* Swift cannot call variadic functions: each wrapper below calls one of them. */

/* Starts a daemon without threads that is driven by MHD_run. It listens at `address`, or, if that is
   NULL, on `listening`, a non-blocking socket that it closes at its end. `request_line` is called
   when a request line has arrived, before the headers; it may be NULL, and returns NULL.
   `strictness` is 0 or 1. */
static inline struct MHD_Daemon *smsdispatch_MHD_start_daemon(
    unsigned int flags,
    const struct sockaddr *address,
    int listening,
    MHD_AccessHandlerCallback handler,
    MHD_RequestCompletedCallback completed,
    MHD_NotifyConnectionCallback connection,
    void *(*request_line)(void *context, const char *target, struct MHD_Connection *connection),
    void *context,
    unsigned int connection_limit,
    unsigned int idle_seconds,
    int strictness)
{
  struct MHD_OptionItem place[] = {
      {MHD_OPTION_SOCK_ADDR, 0, (void *)address}, {MHD_OPTION_END, 0, NULL}};
  struct MHD_OptionItem socket[] = {
      {MHD_OPTION_LISTEN_SOCKET, listening, NULL}, {MHD_OPTION_END, 0, NULL}};
  return MHD_start_daemon(
      flags, 0, NULL, NULL, handler, context,
      MHD_OPTION_ARRAY, address ? place : socket,
      MHD_OPTION_NOTIFY_COMPLETED, completed, context,
      MHD_OPTION_NOTIFY_CONNECTION, connection, context,
      MHD_OPTION_URI_LOG_CALLBACK, request_line, context,
      MHD_OPTION_CONNECTION_LIMIT, connection_limit,
      MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds,
      MHD_OPTION_STRICT_FOR_CLIENT, strictness,
      MHD_OPTION_END);
}

/* What a content reader returns when all of the body was read; a macro that Swift cannot import. */
static const ssize_t smsdispatch_MHD_end_of_stream = MHD_CONTENT_READER_END_OF_STREAM;

/* A response whose body `reader` produces, in blocks of `block_size` bytes, until it says that it
   has ended; `done` is called when the response is no longer used. */
static inline struct MHD_Response *smsdispatch_MHD_create_stream(
    size_t block_size,
    MHD_ContentReaderCallback reader,
    void *context,
    MHD_ContentReaderFreeCallback done)
{
  return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block_size, reader, context, done);
}

static inline const union MHD_DaemonInfo *smsdispatch_MHD_get_daemon_info(
    struct MHD_Daemon *daemon, enum MHD_DaemonInfoType type)
{
  return MHD_get_daemon_info(daemon, type);
}

static inline const union MHD_ConnectionInfo *smsdispatch_MHD_get_connection_info(
    struct MHD_Connection *connection, enum MHD_ConnectionInfoType type)
{
  return MHD_get_connection_info(connection, type);
}

#endif
