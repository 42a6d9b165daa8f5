/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-endpoint-private.h"

#include "kb-bytes.h"
#include "kb-json.h"
#include "kb-limits.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#define ENTRY_TYPE  "application/vnd.kumbang.entry"
#define FRAMES_TYPE "application/vnd.kumbang.frames"

struct _KbEndpoint
{
  SoupSession *session;
  char        *url;             /* without a trailing slash */
  KbSecret    *token;           /* nullable */
  guint        retry_after;     /* seconds, of the last busy answer */
  char        *refusal;         /* nullable: code of the last answer, if it was a refusal */
  guint        status;          /* of the last answer; 0: there was none */
  gboolean     as_stranger;
};

G_DEFINE_QUARK (kb-sync-error-quark, kb_sync_error)

/* Plain HTTP shows the token to everyone on the way; only this very computer
 * is no way. */
static gboolean
is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
check_url (const char  *url,
           GError     **error)
{
  g_autoptr(GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, error);
  gboolean ok;

  if (uri == NULL)
    return FALSE;

  ok = g_uri_get_host (uri) != NULL && g_uri_get_userinfo (uri) == NULL &&
       g_uri_get_query (uri) == NULL && g_uri_get_fragment (uri) == NULL &&
       (g_str_equal (g_uri_get_scheme (uri), "https") ||
        (g_str_equal (g_uri_get_scheme (uri), "http") && is_loopback (g_uri_get_host (uri))));
  if (!ok)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("The server's address must begin with https://"));

  return ok;
}

/**
 * kb_endpoint_new:
 * @url: `https://HOST[:PORT][/PATH]`; `http://` only to this computer itself
 * @ca_file: (nullable): PEM of the certificates to trust instead of the system's
 * @error: return location
 *
 * Nothing is sent yet.
 *
 * Returns: (transfer full): the endpoint, or %NULL when the address or the
 *   certificate file can't be used
 */
KbEndpoint *
kb_endpoint_new (const char  *url,
                 const char  *ca_file,
                 GError     **error)
{
  g_autoptr(GTlsDatabase) database = NULL;
  KbEndpoint *self;

  if (!check_url (url, error))
    return NULL;
  if (ca_file != NULL)
    {
      database = g_tls_file_database_new (ca_file, error);
      if (database == NULL)
        return NULL;
    }

  self = g_new0 (KbEndpoint, 1);
  self->url = g_strdup (url);
  if (g_str_has_suffix (self->url, "/"))
    self->url[strlen (self->url) - 1] = '\0';
  self->session = soup_session_new_with_options ("timeout", KB_LIMIT_REQUEST_SECONDS,
                                                 "idle-timeout", KB_LIMIT_IDLE_SECONDS,
                                                 "user-agent", "kumbang",
                                                 NULL);
  if (database != NULL)
    soup_session_set_tls_database (self->session, database);
  /* Sealed bytes don't compress, and an answer must not grow behind our limits. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);

  return self;
}

void
kb_endpoint_free (KbEndpoint *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->session);
  g_clear_pointer (&self->token, kb_secret_unref);
  g_free (self->url);
  g_free (self->refusal);
  g_free (self);
}

/**
 * kb_endpoint_set_token:
 * @token: (nullable): ASCII, without a terminator; sent with every device request
 */
void
kb_endpoint_set_token (KbEndpoint *self,
                       KbSecret   *token)
{
  g_clear_pointer (&self->token, kb_secret_unref);
  if (token != NULL)
    self->token = kb_secret_ref (token);
}

/**
 * kb_endpoint_be_a_stranger:
 *
 * Asks like a browser from now on: a server that wants to show this desktop
 * something else than a reporter must tell them apart by more than the headers.
 */
void
kb_endpoint_be_a_stranger (KbEndpoint *self)
{
  self->as_stranger = TRUE;
  soup_session_set_user_agent (self->session, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) "
                                              "Gecko/20100101 Firefox/128.0");
  soup_session_add_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
}

/**
 * kb_endpoint_get_status:
 *
 * Returns: the HTTP status of the last answer, 0 when there was none
 */
guint
kb_endpoint_get_status (KbEndpoint *self)
{
  return self->status;
}

/**
 * kb_endpoint_get_retry_after:
 *
 * Returns: seconds that the server asked to wait in its last busy answer, or 0
 */
guint
kb_endpoint_get_retry_after (KbEndpoint *self)
{
  return self->retry_after;
}

/**
 * kb_endpoint_get_refusal:
 *
 * Returns: (nullable): the code of the last answer where it was a refusal of just that request,
 *   which the same request will meet again; %NULL where trying later may help
 */
const char *
kb_endpoint_get_refusal (KbEndpoint *self)
{
  return self->refusal;
}

static SoupMessage *
new_message (KbEndpoint *self,
             const char *method,
             gboolean    as_device,
             const char *path)
{
  g_autofree char *url = g_strconcat (self->url, path, NULL);
  SoupMessage *message = soup_message_new (method, url);

  /* A redirect would carry the token to another address. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (self->as_stranger)
    {
      SoupMessageHeaders *headers = soup_message_get_request_headers (message);

      soup_message_headers_replace (headers, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
      soup_message_headers_replace (headers, "Accept-Language", "id,en-US;q=0.7,en;q=0.3");
    }
  else if (as_device && self->token != NULL)
    {
      g_autofree char *value = g_strdup_printf ("Bearer %.*s",
                                                (int) kb_secret_get_size (self->token),
                                                (const char *) kb_secret_get_data (self->token));

      soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                    value);
    }

  return message;
}

/* What GIO, TLS and libsoup say, in the few ways that a person is told apart.
 * A cancelled call stays G_IO_ERROR_CANCELLED. */
static void
set_transport_error (GError  *from,
                     GError **error)
{
  if (g_error_matches (from, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, from);
      return;
    }
  if (from->domain == G_TLS_ERROR)
    g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_TLS,
                 _("The server's certificate can't be trusted: %s"), from->message);
  else
    g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UNREACHABLE,
                 _("The server can't be reached: %s"), from->message);
  g_error_free (from);
}

static GBytes *
read_whole (GInputStream  *stream,
            gsize          max,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();
  guint8 buffer[16384];
  gssize n;
  GError *local = NULL;

  while ((n = g_input_stream_read (stream, buffer, sizeof buffer, cancellable, &local)) > 0)
    {
      if (out->len + (gsize) n > max)
        {
          g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL,
                               _("The server's answer is larger than agreed"));
          return NULL;
        }
      g_byte_array_append (out, buffer, n);
    }
  if (n < 0)
    {
      set_transport_error (local, error);
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static guint
retry_after_of (SoupMessage *message)
{
  const char *value = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                    "Retry-After");
  guint64 seconds;

  if (value == NULL || !g_ascii_string_to_unsigned (value, 10, 1, 86400, &seconds, NULL))
    return 0;

  return (guint) seconds;
}

/* The stable code of the error answer, "" when there is none: a proxy's page. */
static char *
code_of (GBytes *body)
{
  g_autoptr(JsonObject) object = NULL;
  const char *code;

  if (body == NULL)
    return g_strdup ("");
  object = kb_json_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                          KB_LIMIT_NOTE, NULL);
  code = object != NULL ? kb_json_string_or (object, "code", "") : "";

  return g_str_is_ascii (code) && strlen (code) <= 64 ? g_strdup (code) : g_strdup ("");
}

/* A page of somebody's proxy has no code and refuses nothing in the server's
 * name; 401, 404 and the like are about the device or the address. */
static void
note_refusal (KbEndpoint *self,
              guint       status,
              const char *code)
{
  if ((status == 400 || status == 403 || status == 409 || status == 413 || status == 415) &&
      *code != '\0')
    self->refusal = g_strdup (code);
}

static void
set_status_error (KbEndpoint  *self,
                  SoupMessage *message,
                  const char  *code,
                  GError     **error)
{
  guint status = soup_message_get_status (message);

  switch (status)
    {
    case 401:
      g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UNKNOWN_DEVICE,
                           _("The server does not know this computer"));
      break;
    case 403:
      g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED,
                   _("The server does not permit this to this computer (%s)"), code);
      break;
    case 404:
      g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_FOUND,
                   _("The server does not have this (%s)"), code);
      break;
    case 409:
      g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_CONFLICT,
                   _("The server did not take the entry as it is (%s)"), code);
      break;
    case 429:
    case 503:
      self->retry_after = retry_after_of (message);
      if (g_str_equal (code, "restoring"))
        g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_RESTORING,
                             _("The server is being restored and takes nothing until it is filled "
                               "again"));
      else if (self->retry_after > 0)
        g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_BUSY,
                     _("The server is busy and asks to try again in %u s"), self->retry_after);
      else
        g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_BUSY,
                             _("The server is busy; try again later"));
      break;
    default:
      g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_SERVER,
                   _("The server answers with an error (%u %s)"), status, code);
    }
}

/* Sends and waits for the head of the answer. @ret_code, where given, takes
 * the code of a 409, which is then no error. */
static GInputStream *
send_message (KbEndpoint    *self,
              SoupMessage   *message,
              char         **ret_code,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autofree char *code = NULL;
  GError *local = NULL;
  guint status;

  self->retry_after = 0;
  g_clear_pointer (&self->refusal, g_free);
  self->status = 0;
  stream = soup_session_send (self->session, message, cancellable, &local);
  if (stream == NULL)
    {
      set_transport_error (local, error);
      return NULL;
    }
  status = self->status = soup_message_get_status (message);
  if (status == 200 || status == 201 || status == 204)
    return g_steal_pointer (&stream);

  body = read_whole (stream, KB_LIMIT_NOTE, cancellable, NULL);
  code = code_of (body);
  note_refusal (self, status, code);
  if (status == 409 && ret_code != NULL)
    {
      *ret_code = g_steal_pointer (&code);
      return g_steal_pointer (&stream);
    }
  set_status_error (self, message, code, error);

  return NULL;
}

static gboolean
check_type (SoupMessage *message,
            const char  *wanted,
            GError     **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (wanted == NULL || g_strcmp0 (type, wanted) == 0)
    return TRUE;
  g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL,
               _("The answer is not from a Kumbang server (%s)"), type != NULL ? type : "");

  return FALSE;
}

/* The whole of an answer of at most @max bytes, which is @type, where given. */
GBytes *
kb_endpoint_get_bytes (KbEndpoint    *self,
                       gboolean       as_device,
                       const char    *path,
                       const char    *type,
                       gsize          max,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autoptr(SoupMessage) message = new_message (self, "GET", as_device, path);
  g_autoptr(GInputStream) stream = NULL;

  stream = send_message (self, message, NULL, cancellable, error);
  if (stream == NULL || !check_type (message, type, error))
    return NULL;

  return read_whole (stream, max, cancellable, error);
}

/**
 * kb_endpoint_exchange:
 * @body: (nullable): sent as @type
 * @type: of the body; an answer that is not empty must be JSON
 *
 * One request of small texts, read to the end so that the connection serves the next one.
 *
 * Returns: (transfer full): the answer, at most %KB_LIMIT_NOTE bytes; empty where there is none
 */
GBytes *
kb_endpoint_exchange (KbEndpoint    *self,
                      const char    *method,
                      gboolean       as_device,
                      const char    *path,
                      const char    *type,
                      GBytes        *body,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr(SoupMessage) message = new_message (self, method, as_device, path);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GBytes) answer = NULL;

  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, type, body);
  stream = send_message (self, message, NULL, cancellable, error);
  if (stream == NULL)
    return NULL;
  answer = read_whole (stream, KB_LIMIT_NOTE, cancellable, error);
  if (answer == NULL ||
      (g_bytes_get_size (answer) > 0 && !check_type (message, "application/json", error)))
    return NULL;

  return g_steal_pointer (&answer);
}

/**
 * kb_endpoint_open_stream:
 * @after: the last seq that is known; 0 for all
 *
 * Returns: (transfer full): the frames of one page; read with kb_page_read()
 */
GInputStream *
kb_endpoint_open_stream (KbEndpoint    *self,
                         KbStream       stream,
                         guint64        after,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/streams/%s/entries?after=%" G_GUINT64_FORMAT,
                                           kb_stream_to_string (stream), after);
  g_autoptr(SoupMessage) message = new_message (self, "GET", TRUE, path);
  g_autoptr(GInputStream) answer = NULL;

  answer = send_message (self, message, NULL, cancellable, error);
  if (answer == NULL || !check_type (message, FRAMES_TYPE, error))
    return NULL;

  return g_steal_pointer (&answer);
}

static gboolean
post_entry (KbEndpoint    *self,
            const char    *path,
            gboolean       as_device,
            GBytes        *entry,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(SoupMessage) message = new_message (self, "POST", as_device, path);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autofree char *code = NULL;

  soup_message_set_request_body_from_bytes (message, ENTRY_TYPE, entry);
  stream = send_message (self, message, &code, cancellable, error);
  if (stream == NULL)
    return FALSE;
  if (g_strcmp0 (code, "already_stored") == 0)
    return TRUE;
  if (code != NULL)
    {
      set_status_error (self, message, code, error);
      return FALSE;
    }
  /* Read to the end, so that the connection serves the next request. */
  body = read_whole (stream, KB_LIMIT_NOTE, cancellable, error);

  return body != NULL;
}

/**
 * kb_endpoint_file:
 * @entry: a complaint on the wire
 *
 * Files a complaint as a reporter's browser does.
 *
 * Returns: %TRUE once it is on the server's disk, now or from an earlier try
 */
gboolean
kb_endpoint_file (KbEndpoint    *self,
                  GBytes        *entry,
                  GCancellable  *cancellable,
                  GError       **error)
{
  return post_entry (self, "/v1/complaints", FALSE, entry, cancellable, error);
}

/**
 * kb_endpoint_write_message:
 * @entry: a reporter's message on the wire
 *
 * Returns: %TRUE once it is on the server's disk, now or from an earlier try
 */
gboolean
kb_endpoint_write_message (KbEndpoint    *self,
                           GBytes        *entry,
                           GCancellable  *cancellable,
                           GError       **error)
{
  return post_entry (self, "/v1/messages", FALSE, entry, cancellable, error);
}

/**
 * kb_endpoint_open_mailbox:
 * @mailbox: the 32 bytes that a reporter's words give
 *
 * Returns: (transfer full): frames of type 3, or %NULL with
 *   %KB_SYNC_ERROR_NOT_FOUND where there is no such mailbox
 */
GBytes *
kb_endpoint_open_mailbox (KbEndpoint    *self,
                          KbSecret      *mailbox,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(SoupMessage) message = new_message (self, "POST", FALSE, "/v1/mailbox");
  g_autofree char *hex = kb_hex_encode (kb_secret_get_data (mailbox),
                                        kb_secret_get_size (mailbox));
  char *json = g_strdup_printf ("{\"mailbox\":\"%s\"}", hex);
  g_autoptr(GBytes) body = g_bytes_new_take (json, strlen (json));
  g_autoptr(GInputStream) stream = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  stream = send_message (self, message, NULL, cancellable, error);
  if (stream == NULL || !check_type (message, FRAMES_TYPE, error))
    return NULL;

  return read_whole (stream, KB_LIMIT_PAGE, cancellable, error);
}

/**
 * kb_endpoint_push:
 * @entry: an entry of this device on the wire
 *
 * Returns: %TRUE once it is on the server's disk, now or from an earlier try;
 *   it counts as sent only when a pull has shown it
 */
gboolean
kb_endpoint_push (KbEndpoint    *self,
                  GBytes        *entry,
                  GCancellable  *cancellable,
                  GError       **error)
{
  return post_entry (self, "/v1/entries", TRUE, entry, cancellable, error);
}
