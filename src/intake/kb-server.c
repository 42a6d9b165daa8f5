/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-server.h"

#include "kb-data.h"
#include "kb-handlers.h"
#include "kb-limits.h"
#include "kb-sqlite-storage.h"

#include <string.h>

#define LISTEN_BACKLOG 1024
#define STOP_POLL_MILLISECONDS 20

typedef void (*RouteFunc) (KbServer   *server,
                           KbRequest  *request,
                           const char *rest);

typedef struct
{
  const char *path;             /* a trailing "/" means: and what follows */
  const char *method;
  gsize       limit;            /* bytes of body */
  RouteFunc   handle;
  gboolean    always;           /* also while the server is being refilled */
} Route;

static const Route routes[] = {
  { "/v1/complaints", "POST", KB_LIMIT_REQUEST, kb_complaints_handle },
  { "/v1/mailbox", "POST", KB_LIMIT_MAILBOX_REQUEST, kb_mailbox_handle },
  { "/v1/messages", "POST", KB_LIMIT_REQUEST, kb_messages_handle },
  { "/v1/streams/", "GET", 0, kb_streams_handle },
  { "/v1/entries", "POST", KB_LIMIT_REQUEST, kb_entries_handle },
  { "/v1/identities/", "GET", 0, kb_release_handle },
  { "/v1/profile", "GET", 0, kb_profile_handle },
  { "/v1/office", "GET", 0, kb_office_handle, TRUE },
  { "/v1/joins/", "PUT", 0, kb_join_open_handle },
  { "/v1/joins/", "GET", 0, kb_join_read_handle },
  { "/v1/joins/", "POST", KB_LIMIT_JOIN_REQUEST, kb_join_leave_handle },
  { "/v1/joins/", "DELETE", 0, kb_join_close_handle },
  { "/v1/republish", "GET", 0, kb_republish_look_handle, TRUE },
  { "/v1/republish", "DELETE", 0, kb_republish_end_handle, TRUE },
  { "/v1/republish/", "POST", KB_LIMIT_REPUBLISH, kb_republish_handle, TRUE },
  { "/lapor", "POST", KB_LIMIT_FORM, kb_form_handle, TRUE },
  { "/", "GET", 0, kb_site_handle, TRUE },
};

static gboolean
path_fits (const Route *route,
           const char  *path)
{
  gboolean open = g_str_has_suffix (route->path, "/");

  return open ? g_str_has_prefix (path, route->path) : g_str_equal (path, route->path);
}

static gboolean
method_fits (const Route *route,
             const char  *method)
{
  return g_str_equal (method, route->method) ||
         (g_str_equal (route->method, "GET") && g_str_equal (method, "HEAD"));
}

/* The first path that fits counts, and of its rows the one with this method;
 * @ret_allow says which methods there are where it is none of them. */
static const Route *
find_route (const char  *path,
            const char  *method,
            char       **ret_allow)
{
  const Route *first = NULL;
  g_autoptr(GString) allow = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (first == NULL && path_fits (&routes[i], path))
        first = &routes[i];
      if (first == NULL || !g_str_equal (routes[i].path, first->path))
        continue;
      if (method_fits (&routes[i], method))
        return &routes[i];
      g_string_append_printf (allow, "%s%s", allow->len > 0 ? ", " : "", routes[i].method);
    }
  if (ret_allow != NULL && first != NULL)
    *ret_allow = g_string_free (g_steal_pointer (&allow), FALSE);

  return NULL;
}

/* With the headers: everything that is decided without the body. */
static void
early_cb (SoupServer        *soup,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           data)
{
  KbServer *self = data;
  g_autofree char *allow = NULL;
  const Route *route = find_route (path, soup_server_message_get_method (message), &allow);
  KbRequest *request = kb_request_attach (message, route != NULL ? route->limit : 0);

  if (soup_server_message_get_status (message) != 0)
    return;
  if (self->stopping)
    kb_request_refuse (request, KB_REFUSAL_STOPPING);
  else if (allow != NULL)
    {
      kb_request_refuse (request, KB_REFUSAL_WRONG_METHOD);
      kb_request_set_header (request, "Allow", allow);
    }
  else if (route == NULL)
    kb_request_refuse (request, KB_REFUSAL_NOT_FOUND);
  else if (self->restoring && !route->always)
    kb_request_refuse (request, KB_REFUSAL_RESTORING);
  else if (route->handle == kb_form_handle)
    kb_form_prepare ();
}

static void
handle_cb (SoupServer        *soup,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           data)
{
  KbServer *self = data;
  KbRequest *request = kb_request_get (message);
  const Route *route = find_route (path, soup_server_message_get_method (message), NULL);

  if (request == NULL || route == NULL)
    soup_server_message_set_status (message, 404, NULL);
  else
    route->handle (self, request, path + strlen (route->path));
}

/* libsoup itself refuses some addresses, with nothing but a status. */
static void
got_headers_cb (SoupServerMessage *message,
                gpointer           data)
{
  if (kb_request_get (message) == NULL && soup_server_message_get_status (message) >= 400)
    kb_request_refuse (kb_request_attach (message, 0), KB_REFUSAL_BAD_QUERY);
}

static void
request_started_cb (SoupServer        *soup,
                    SoupServerMessage *message,
                    gpointer           data)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), NULL);
}

static void
roster_cb (KbEntry  *entry,
           guint64   seq,
           gpointer  data)
{
  KbServer *self = data;

  kb_standing_apply (self->standing, entry, seq, NULL);
}

static gboolean
open_storage (KbServer               *self,
              const KbServerOptions  *options,
              GError                **error)
{
  g_autofree char *path = kb_data_get_database (options->data);
  const guint8 *intake = kb_signing_key_get_public (self->key);
  g_autoptr(KbStorage) writable = kb_sqlite_storage_open (path, KB_SQLITE_WRITE, error);
  g_autoptr(GBytes) restoring = NULL;

  if (writable == NULL ||
      (self->storage = kb_sqlite_storage_open (path, KB_SQLITE_READ, error)) == NULL ||
      !kb_storage_find_fact (self->storage, KB_FACT_RESTORING, &restoring, error) ||
      (self->standing = kb_standing_load (self->storage, intake, error)) == NULL)
    return FALSE;

  self->restoring = restoring != NULL;
  self->writer = kb_journal_writer_new (writable, intake, self->clock, roster_cb, self, error);
  if (self->writer == NULL)
    return FALSE;
  self->reader = kb_journal_reader_new (path, self->key, error);

  return self->reader != NULL;
}

/* libsoup's own socket queues ten connections; what comes beyond that in one
 * moment the kernel forgets, and a browser then waits for an answer in vain. */
static GSocket *
listen_at (GSocketAddress  *address,
           GError         **error)
{
  g_autoptr(GSocket) socket = g_socket_new (g_socket_address_get_family (address),
                                            G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL || !g_socket_bind (socket, address, TRUE, error))
    return NULL;
  g_socket_set_listen_backlog (socket, LISTEN_BACKLOG);

  return g_socket_listen (socket, error) ? g_steal_pointer (&socket) : NULL;
}

static gboolean
listen (KbServer               *self,
        const KbServerOptions  *options,
        GError                **error)
{
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (options->host, options->port);
  g_autoptr(GSocket) socket = NULL;

  self->soup = soup_server_new (NULL, NULL);
  if (options->certificate != NULL)
    soup_server_set_tls_certificate (self->soup, options->certificate);
  self->connections = kb_connections_new (self->soup, &options->patience);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, handle_cb, self, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (request_started_cb), NULL);

  socket = listen_at (address, error);

  return socket != NULL &&
         soup_server_listen_socket (self->soup, socket,
                                    options->certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0,
                                    error);
}

/**
 * kb_server_new:
 *
 * Opens the data folder, starts the threads and listens. Requests are handled
 * on the caller's main context.
 *
 * Returns: (transfer full): the server, or %NULL with a #KbStorageError,
 *   GIOError or GFileError
 */
KbServer *
kb_server_new (const KbServerOptions  *options,
               GError                **error)
{
  g_autoptr(KbServer) self = g_new0 (KbServer, 1);

  self->clock = kb_clock_system ();
  self->behind_proxy = options->behind_proxy;
  self->secure = options->certificate != NULL || options->behind_proxy;
  self->rate = kb_rate_new (options->submissions_per_hour, self->clock);
  self->mailbox_rate = kb_rate_new (options->submissions_per_hour, self->clock);
  self->message_rate = kb_rate_new (options->submissions_per_hour, self->clock);
  self->join_rate = kb_rate_new (options->submissions_per_hour, self->clock);
  self->key = kb_data_read_key (options->data, error);
  if (self->key == NULL)
    return NULL;
  self->site = kb_site_new (options->page, error);
  if (self->site == NULL || !open_storage (self, options, error) ||
      !listen (self, options, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * kb_server_stop:
 *
 * Takes no new requests, stores and answers what has arrived, and returns.
 */
void
kb_server_stop (KbServer *self)
{
  guint waited = 0;

  self->stopping = TRUE;
  while (kb_journal_writer_get_pending (self->writer) > 0 ||
         (kb_connections_count_active (self->connections) > 0 && waited < 5000))
    {
      if (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (STOP_POLL_MILLISECONDS * 1000);
      waited += STOP_POLL_MILLISECONDS;
    }
  soup_server_disconnect (self->soup);
}

void
kb_server_free (KbServer *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->writer, kb_journal_writer_free);
  g_clear_pointer (&self->reader, kb_journal_reader_free);
  g_clear_pointer (&self->connections, kb_connections_free);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->standing, kb_standing_free);
  g_clear_object (&self->storage);
  g_clear_pointer (&self->site, kb_site_free);
  g_clear_pointer (&self->rate, kb_rate_free);
  g_clear_pointer (&self->mailbox_rate, kb_rate_free);
  g_clear_pointer (&self->message_rate, kb_rate_free);
  g_clear_pointer (&self->join_rate, kb_rate_free);
  g_clear_pointer (&self->key, kb_signing_key_unref);
  g_free (self);
}

/**
 * kb_server_get_uri:
 *
 * Returns: (transfer full): the address that it listens on, with its port
 */
char *
kb_server_get_uri (KbServer *self)
{
  GSList *uris = soup_server_get_uris (self->soup);
  char *uri = g_uri_to_string (uris->data);

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return uri;
}

/* The proxy in front appends the address that it saw, so the last one is the
 * only one that nobody else could write. */
static GInetAddress *
get_sender (KbServer  *self,
            KbRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *hops = soup_message_headers_get_list (headers, "X-Forwarded-For");
  GInetAddress *peer = kb_connections_get_address (self->connections, request->message);
  GInetAddress *address = NULL;

  if (self->behind_proxy && hops != NULL)
    {
      const char *comma = strrchr (hops, ',');
      g_autofree char *last = g_strstrip (g_strdup (comma != NULL ? comma + 1 : hops));

      address = g_inet_address_new_from_string (last);
    }
  if (address == NULL && peer != NULL)
    address = g_object_ref (peer);

  return address;
}

/**
 * kb_server_take_rate:
 * @rate: what is counted
 *
 * Counts a submission of whoever sent @request; the address is forgotten at once.
 */
KbRefusal
kb_server_take_rate (KbServer  *self,
                     KbRate    *rate,
                     KbRequest *request)
{
  g_autoptr(GInetAddress) address = get_sender (self, request);
  g_autofree char *seconds = NULL;
  guint retry_after = 0;

  /* Whoever has gone by now gets no answer anyway, and must not go uncounted. */
  if (address == NULL)
    return KB_REFUSAL_BUSY;
  if (kb_rate_take (rate, address, &retry_after))
    return KB_REFUSAL_NONE;

  seconds = g_strdup_printf ("%u", retry_after);
  kb_request_set_header (request, "Retry-After", seconds);

  return KB_REFUSAL_TOO_MANY;
}
