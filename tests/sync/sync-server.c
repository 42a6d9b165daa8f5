/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync-server.h"

#include "kb-frame.h"
#include "kb-note.h"

#include <string.h>

/* libsoup 3.2's server loses a GSocket with each connection and an address with
 * each listener. Stacks end inside GLib, so a suppression by name can't tell
 * them; what this thread makes is left out of the count instead. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_disable() G_STMT_START { } G_STMT_END
#define __lsan_enable() G_STMT_START { } G_STMT_END
#endif

/* A throw-away key for localhost, until 2126; trusted by nobody. */
static const char pem[] =
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg26lrffdBvW7+AyYj\n"
  "E37BAcFFLBJLl1gCmNbC95SV47ahRANCAAR50J2/iYV7tcbAU8/Y9wvmPWR9iB9Z\n"
  "qwzDLhHbH+Y5L2gTFjwcVAunFXI58Hw0+fOnaCeoQe3jd3E2D3oBH9cL\n"
  "-----END PRIVATE KEY-----\n"
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBmjCCAUGgAwIBAgIUeTyjF5jEvZNNVSws2m+S8hZ+d9owCgYIKoZIzj0EAwIw\n"
  "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzE5MzE1MloYDzIxMjYxMDMw\n"
  "MTkzMTUyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
  "PQMBBwNCAAR50J2/iYV7tcbAU8/Y9wvmPWR9iB9ZqwzDLhHbH+Y5L2gTFjwcVAun\n"
  "FXI58Hw0+fOnaCeoQe3jd3E2D3oBH9cLo28wbTAdBgNVHQ4EFgQUa4PyVuOy14vc\n"
  "4TkxMd69/ctZfF8wHwYDVR0jBBgwFoAUa4PyVuOy14vc4TkxMd69/ctZfF8wDwYD\n"
  "VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI\n"
  "zj0EAwIDRwAwRAIgF5O3QLl/jsbIOsQ141nfXQqMVbsW5Li3gcqeeA5zlxwCIClp\n"
  "XSE2KW5LE7FDN+KLK02RPC5zsBoSkPDhhev/9t/3\n"
  "-----END CERTIFICATE-----\n";

GTlsCertificate *
sync_server_certificate (char       **ret_pem_file,
                         const char  *directory)
{
  g_autoptr(GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_pem (pem, -1, &error);
  const char *public_part = strstr (pem, "-----BEGIN CERTIFICATE");

  g_assert_no_error (error);
  *ret_pem_file = g_build_filename (directory, "ca.pem", NULL);
  g_assert_true (g_file_set_contents (*ret_pem_file, public_part, -1, NULL));

  return certificate;
}

static Person
person_of (SyncServer        *self,
           SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *token = soup_message_headers_get_one (headers, "Authorization");

  for (Person person = 0; token != NULL && person < N_PEOPLE; person++)
    if (g_str_has_suffix (token, self->office->people[person]->name))
      return person;

  return N_PEOPLE;
}

static KbPartState
state_for (const KbEntry *entry,
           guint          part,
           gpointer       data)
{
  KbDeviceRole role = GPOINTER_TO_UINT (data);

  switch (kb_entry_get_header (entry)->parts[part].role)
    {
    case KB_ROLE_CONTACT:
    case KB_ROLE_CIVIL:
      return KB_PART_WITHHELD;
    case KB_ROLE_STORY:
    case KB_ROLE_MESSAGE:
    case KB_ROLE_WORK:
      return role == KB_DEVICE_ROLE_CUSTODIAN ? KB_PART_STUB : KB_PART_PRESENT;
    default:
      return KB_PART_PRESENT;
    }
}

static GByteArray *
make_page (SyncServer *self,
           KbStream    stream,
           guint64     after,
           KbDeviceRole role)
{
  GByteArray *page = g_byte_array_new ();
  GArray *journal = self->office->journal[stream];
  guint64 end = journal->len;
  KbChain head = self->office->heads[stream];
  g_autofree char *note = NULL;
  guint64 last;

  if (stream == KB_STREAM_OFFICE && self->end_at > 0)
    end = MIN (end, self->end_at);
  if (stream == KB_STREAM_ROSTER && self->roster_end > 0)
    end = MIN (end, self->roster_end);
  if (stream == KB_STREAM_ROSTER && self->roster_grows && after > 0 &&
      self->n_roster_requests++ == 0)
    end = after;
  last = MIN (end, after + self->page_size);
  for (guint64 i = after; i < last; i++)
    {
      Placed *placed = &g_array_index (journal, Placed, i);
      KbPlace place = placed->place;
      g_autoptr(KbEntry) entry = kb_entry_ref (placed->entry);
      g_autoptr(GBytes) wire = NULL;

      if (self->tamper != NULL)
        self->tamper (stream, &place, &entry, i);
      if (entry == NULL)
        continue;
      wire = kb_entry_encode_for (entry, state_for, GUINT_TO_POINTER (role));
      kb_frame_write_entry (page, &place, wire);
    }
  head.seq = after < end ? last : end;
  if (head.seq > 0)
    memcpy (head.link, g_array_index (journal, Placed, head.seq - 1).place.link, KB_HASH_SIZE);
  note = kb_head_sign (&head, self->signer != NULL ? self->signer : self->office->intake);
  kb_frame_write_end (page, end, note);

  return page;
}

static void
respond (SoupServerMessage *message,
         guint              status,
         const char        *type,
         gconstpointer      data,
         gsize              size)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, data, size);
}

static void
refuse (SoupServerMessage *message,
        guint              status,
        const char        *code)
{
  g_autofree char *body = g_strdup_printf ("{\"code\": \"%s\", \"message\": \"Tidak\"}", code);

  respond (message, status, "application/json", body, strlen (body));
}

/* States a length and sends less: the connection closes in the middle. */
static void
cut_off (SyncServer        *self,
         SoupServerMessage *message,
         GByteArray        *page)
{
  g_autoptr(GIOStream) stream = NULL;
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: "
                                           "application/vnd.kumbang.frames\r\n"
                                           "Content-Length: %u\r\n\r\n", page->len);
  GOutputStream *out;

  stream = soup_server_message_steal_connection (message);
  out = g_io_stream_get_output_stream (stream);
  g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
  g_output_stream_write_all (out, page->data, MIN (self->cut_after, page->len - 1), NULL, NULL,
                             NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static void
send_stream (SyncServer        *self,
             SoupServerMessage *message,
             const char        *path,
             guint64            after)
{
  g_auto(GStrv) words = g_strsplit (path, "/", -1);
  Person person = person_of (self, message);
  g_autoptr(GByteArray) page = NULL;
  KbStream stream;

  if (person == N_PEOPLE)
    {
      refuse (message, 401, "unknown_device");
      return;
    }
  if (!kb_stream_from_string (words[3], &stream) ||
      !kb_role_may_pull (self->office->people[person]->role, stream))
    {
      refuse (message, 403, "not_entitled");
      return;
    }
  page = make_page (self, stream, after, self->office->people[person]->role);
  if (stream != KB_STREAM_ROSTER)
    {
      self->n_case_pages++;
      if (self->cancel_at_page != NULL && self->n_case_pages > self->cancel_after_pages)
        g_cancellable_cancel (self->cancel_at_page);
      if (self->cut_after > 0 && self->n_case_pages >= self->cut_from_page)
        {
          cut_off (self, message, page);
          return;
        }
    }
  if (self->answer != NULL && stream != KB_STREAM_ROSTER)
    respond (message, 200, "application/vnd.kumbang.frames", g_bytes_get_data (self->answer, NULL),
             g_bytes_get_size (self->answer));
  else
    respond (message, 200,
             self->content_type != NULL ? self->content_type : "application/vnd.kumbang.frames",
             page->data, page->len);
}

static void
take_entry (SyncServer        *self,
            SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(KbEntry) entry = kb_entry_decode (body->data, body->length, NULL);

  if (person_of (self, message) == N_PEOPLE || entry == NULL)
    {
      refuse (message, 401, "unknown_device");
      return;
    }
  if (self->push_code != NULL)
    {
      refuse (message, 409, self->push_code);
      return;
    }
  sync_office_append (self->office, entry);
  kb_test_office_wrote (sync_office_device (self->office, person_of (self, message)), entry);
  if (self->push_loses_answer)
    refuse (message, 500, "internal");
  else
    respond (message, 201, "application/json", "{}", 2);
}

static void
take_complaint (SyncServer        *self,
                SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(KbEntry) entry = kb_entry_decode (body->data, body->length, NULL);

  if (soup_message_headers_get_one (headers, "Authorization") != NULL)
    self->token_shown = TRUE;
  if (entry != NULL && !self->loses_complaints)
    sync_office_append (self->office, entry);
  respond (message, 201, "application/json", "{}", 2);
}

/* Profile and page, as reporters get them. */
static void
send_public (SyncServer        *self,
             SoupServerMessage *message,
             const char        *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *text = g_str_equal (path, "/v1/profile") ? self->profile : self->page;

  g_free (self->agent);
  self->agent = g_strdup (soup_message_headers_get_one (headers, "User-Agent"));
  if (soup_message_headers_get_one (headers, "Authorization") != NULL)
    self->token_shown = TRUE;
  if (self->redirect != NULL && g_str_equal (path, "/"))
    soup_server_message_set_redirect (message, 302, self->redirect);
  else if (text != NULL)
    respond (message, 200, "text/plain; charset=utf-8", text, strlen (text));
  else
    refuse (message, g_str_equal (path, "/v1/profile") ? 503 : 404, "not_found");
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  SyncServer *self = data;
  const char *after = query != NULL ? g_hash_table_lookup (query, "after") : NULL;

  self->n_requests++;
  if (self->retry_after != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                  self->retry_after);
  if (self->status != 0)
    refuse (message, self->status, "asked_for");
  else if (g_str_has_prefix (path, "/v1/streams/"))
    send_stream (self, message, path, after != NULL ? g_ascii_strtoull (after, NULL, 10) : 0);
  else if (g_str_equal (path, "/v1/entries"))
    take_entry (self, message);
  else if (g_str_equal (path, "/v1/complaints"))
    take_complaint (self, message);
  else
    send_public (self, message, path);
}

static gpointer
serve (gpointer data)
{
  SyncServer *self = data;

  __lsan_disable ();
  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  __lsan_enable ();

  return NULL;
}

SyncServer *
sync_server_new (SyncOffice      *office,
                 GTlsCertificate *certificate)
{
  SyncServer *self = g_new0 (SyncServer, 1);
  GError *error = NULL;
  GSList *uris;

  self->office = office;
  self->page_size = 1000;
  self->profile = "catatan\n";
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new (NULL, NULL);
  if (certificate != NULL)
    soup_server_set_tls_certificate (self->server, certificate);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  __lsan_disable ();
  soup_server_listen_local (self->server, 0,
                            SOUP_SERVER_LISTEN_IPV4_ONLY |
                            (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  __lsan_enable ();
  g_main_context_pop_thread_default (self->context);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_uri_to_string (uris->data);
  self->url[strlen (self->url) - 1] = '\0';
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->thread = g_thread_new ("sync-server", serve, self);
  for (Person person = 0; person < N_PEOPLE; person++)
    {
      g_free (office->people[person]->endpoint);
      office->people[person]->endpoint = g_strdup (self->url);
    }

  return self;
}

static gboolean
stop_cb (gpointer data)
{
  SyncServer *self = data;

  soup_server_disconnect (self->server);
  g_main_loop_quit (self->loop);

  return G_SOURCE_REMOVE;
}

void
sync_server_free (SyncServer *self)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_callback (source, stop_cb, self, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  g_clear_object (&self->server);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_clear_pointer (&self->signer, kb_signing_key_unref);
  g_free (self->agent);
  g_free (self->url);
  g_free (self);
}
