/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-connections.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>

/* Silence after which a connection gives way where all places are taken. */
#define QUIET_SECONDS 2
/* For the database, the page of a library, and the connection that is turned away. */
#define KEPT_DESCRIPTORS 64u

typedef enum
{
  STAGE_WAITING,                /* between requests */
  STAGE_READING,                /* a request is arriving, or the first one is awaited */
  STAGE_ANSWERING,              /* it arrived; its answer is made and sent */
} Stage;

typedef struct
{
  KbConnections *owner;
  GSocket       *socket;        /* not owned: watched until it goes */
  GInetAddress  *address;       /* (nullable): of the other side, for as long as it is here */
  Stage          stage;
  gint64         since;         /* monotonic µs of the stage's begin */
  gboolean       ended;         /* the other side has closed, seen one tick ago */
} Connection;

/**
 * KbConnections:
 *
 * Watches how long a connection takes, from its acceptance on, and closes those
 * that hold a place without using it: half-open ones, ones that send or read a
 * byte now and then, and silent ones. libsoup has no such limit.
 *
 * libsoup 3.2 forgets a connection that its client closes between two requests,
 * without closing the descriptor; that is done here, too.
 */
struct _KbConnections
{
  SoupServer *server;
  KbPatience  patience;
  GHashTable *connections;      /* GSocket → Connection */
  guint       n_answering;
  guint       tick;
};

static void
set_stage (Connection *connection,
           Stage       stage)
{
  KbConnections *self = connection->owner;

  self->n_answering -= connection->stage == STAGE_ANSWERING;
  self->n_answering += stage == STAGE_ANSWERING;
  connection->stage = stage;
  connection->since = g_get_monotonic_time ();
}

static void
socket_gone_cb (gpointer  data,
                GObject  *where_the_socket_was)
{
  KbConnections *self = data;

  g_hash_table_remove (self->connections, where_the_socket_was);
}

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  connection->owner->n_answering -= connection->stage == STAGE_ANSWERING;
  g_clear_object (&connection->address);
  g_free (connection);
}

/* How long nothing has come from the other side, as the kernel knows it; below
 * TLS and below libsoup, so that a single byte counts. */
static guint
silent_seconds (GSocket *socket)
{
  struct tcp_info info = { 0 };
  socklen_t size = sizeof info;

  if (getsockopt (g_socket_get_fd (socket), IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
    return 0;

  return MIN (info.tcpi_last_data_recv, info.tcpi_last_ack_recv) / 1000;
}

static gboolean
is_too_slow (Connection *connection,
             gint64      now)
{
  const KbPatience *patience = &connection->owner->patience;
  gint64 seconds = (now - connection->since) / G_USEC_PER_SEC;

  switch (connection->stage)
    {
    case STAGE_WAITING:
      return seconds >= patience->idle_seconds;
    case STAGE_READING:
      return seconds >= patience->request_seconds ||
             (seconds >= patience->idle_seconds &&
              silent_seconds (connection->socket) >= patience->idle_seconds);
    case STAGE_ANSWERING:
      return seconds >= patience->response_seconds;
    default:
      return FALSE;
    }
}

/* Between requests nothing may come but the next request or the end. */
static gboolean
has_ended (const Connection *connection)
{
  char byte;

  return connection->stage == STAGE_WAITING &&
         recv (g_socket_get_fd (connection->socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* One tick lies between seeing the end and closing, so that libsoup, where it
 * does close, has done so. */
static void
look_at (Connection *connection,
         gint64      now)
{
  if (connection->ended && has_ended (connection))
    g_socket_close (connection->socket, NULL);
  else if (is_too_slow (connection, now))
    g_socket_shutdown (connection->socket, TRUE, TRUE, NULL);
  connection->ended = !g_socket_is_closed (connection->socket) && has_ended (connection);
}

static void
forget_closed (KbConnections *self)
{
  GHashTableIter iter;
  gpointer socket;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    if (g_socket_is_closed (socket))
      {
        g_object_weak_unref (socket, socket_gone_cb, self);
        g_hash_table_iter_remove (&iter);
      }
}

/* One that is kept for a next request costs its client nothing to open again;
 * one that does not even ask has no claim at all. */
static gboolean
may_give_way (const Connection *connection)
{
  return connection->stage == STAGE_WAITING ||
         (connection->stage == STAGE_READING &&
          silent_seconds (connection->socket) >= QUIET_SECONDS);
}

static void
close_oldest (KbConnections *self)
{
  const Connection *oldest = NULL;
  GHashTableIter iter;
  gpointer connection;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &connection))
    if ((oldest == NULL || ((Connection *) connection)->since < oldest->since) &&
        may_give_way (connection))
      oldest = connection;
  if (oldest != NULL)
    g_socket_close (oldest->socket, NULL);
}

/* All places are taken: those whose client has gone are free at once, else the
 * one that has been idle longest. */
static void
make_room (KbConnections *self,
           guint          max)
{
  GHashTableIter iter;
  gpointer socket, connection;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &socket, &connection))
    if (!g_socket_is_closed (socket) && has_ended (connection))
      g_socket_close (socket, NULL);
  forget_closed (self);
  if (g_hash_table_size (self->connections) < max)
    return;
  close_oldest (self);
  forget_closed (self);
}

/* Never more than there are descriptors: without one the server could not even
 * turn a connection away. */
static guint
get_max (KbConnections *self)
{
  guint max = self->patience.max_connections;
  struct rlimit files;

  if (getrlimit (RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= max + KEPT_DESCRIPTORS)
    return max;

  return files.rlim_cur > 2 * KEPT_DESCRIPTORS ? files.rlim_cur - KEPT_DESCRIPTORS
                                               : files.rlim_cur / 2;
}

static gboolean
tick_cb (gpointer data)
{
  KbConnections *self = data;
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer connection;

  forget_closed (self);
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &connection))
    look_at (connection, now);

  return G_SOURCE_CONTINUE;
}

/* Asked while it is surely known: libsoup asks late, and warns when the other
 * side has gone by then. */
static GInetAddress *
address_of (GSocket *socket)
{
  g_autoptr(GSocketAddress) peer = g_socket_get_remote_address (socket, NULL);

  if (!G_IS_INET_SOCKET_ADDRESS (peer))
    return NULL;

  return g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (peer)));
}

static Connection *
add (KbConnections *self,
     GSocket       *socket)
{
  Connection *connection = g_new0 (Connection, 1);
  guint max = get_max (self);

  if (g_hash_table_size (self->connections) >= max)
    make_room (self, max);
  connection->owner = self;
  connection->socket = socket;
  connection->address = address_of (socket);
  g_hash_table_insert (self->connections, socket, connection);
  g_object_weak_ref (G_OBJECT (socket), socket_gone_cb, self);
  if (connection->address == NULL || g_hash_table_size (self->connections) > max)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);

  return connection;
}

static void
move_to (KbConnections     *self,
         SoupServerMessage *message,
         Stage              stage)
{
  GSocket *socket = soup_server_message_get_socket (message);
  Connection *connection;

  if (socket == NULL)
    return;
  connection = g_hash_table_lookup (self->connections, socket);
  if (connection == NULL)
    connection = add (self, socket);
  set_stage (connection, stage);
}

/* The first message of a connection is announced when it is accepted, before
 * TLS; later ones with their first byte. */
static void
request_started_cb (SoupServer        *server,
                    SoupServerMessage *message,
                    KbConnections     *self)
{
  move_to (self, message, STAGE_READING);
}

static void
request_read_cb (SoupServer        *server,
                 SoupServerMessage *message,
                 KbConnections     *self)
{
  move_to (self, message, STAGE_ANSWERING);
}

static void
request_finished_cb (SoupServer        *server,
                     SoupServerMessage *message,
                     KbConnections     *self)
{
  move_to (self, message, STAGE_WAITING);
}

/**
 * kb_connections_new:
 * @server: not listening yet; must outlive this
 */
KbConnections *
kb_connections_new (SoupServer       *server,
                    const KbPatience *patience)
{
  KbConnections *self = g_new0 (KbConnections, 1);

  self->server = server;
  self->patience = *patience;
  self->connections = g_hash_table_new_full (NULL, NULL, NULL, connection_free);
  self->tick = g_timeout_add_seconds (1, tick_cb, self);
  g_signal_connect (server, "request-started", G_CALLBACK (request_started_cb), self);
  g_signal_connect (server, "request-read", G_CALLBACK (request_read_cb), self);
  g_signal_connect (server, "request-finished", G_CALLBACK (request_finished_cb), self);
  g_signal_connect (server, "request-aborted", G_CALLBACK (request_finished_cb), self);

  return self;
}

void
kb_connections_free (KbConnections *self)
{
  GHashTableIter iter;
  gpointer socket;

  if (self == NULL)
    return;

  g_source_remove (self->tick);
  g_signal_handlers_disconnect_by_data (self->server, self);
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    g_object_weak_unref (socket, socket_gone_cb, self);
  g_hash_table_unref (self->connections);
  g_free (self);
}

/**
 * kb_connections_count_active:
 *
 * Returns: how many requests are being answered
 */
guint
kb_connections_count_active (KbConnections *self)
{
  return self->n_answering;
}

/**
 * kb_connections_get_address:
 *
 * Returns: (transfer none) (nullable): whose connection @message came on, or
 *   %NULL when it is not known any more
 */
GInetAddress *
kb_connections_get_address (KbConnections     *self,
                            SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);
  Connection *connection = socket != NULL ? g_hash_table_lookup (self->connections, socket) : NULL;

  return connection != NULL ? connection->address : NULL;
}
