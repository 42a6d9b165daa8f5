/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The limit of `submit`: libsoup takes the POST, one signature is verified,
 * nothing is stored. Prints the port; runs until its standard input closes. */
#include "config.h"

#include "bench-wire.h"
#include "bench.h"

#include <libsoup/soup.h>
#include <sodium.h>

static void
complaint_cb (SoupServer        *server,
              SoupServerMessage *message,
              const char        *path,
              GHashTable        *query,
              gpointer           data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(GBytes) bytes = soup_message_body_flatten (body);
  gsize size;
  const guint8 *start = g_bytes_get_data (bytes, &size);
  static const char answer[] = "{\"id\":\"0\"}";
  BenchEntry entry;

  if (!bench_entry_read (start, size, &entry) || !bench_entry_verify (&entry))
    {
      soup_server_message_set_status (message, SOUP_STATUS_BAD_REQUEST, NULL);
      return;
    }
  soup_server_message_set_status (message, SOUP_STATUS_CREATED, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, answer,
                                    sizeof answer - 1);
}

static gboolean
closed_cb (GIOChannel   *channel,
           GIOCondition  condition,
           gpointer      data)
{
  g_main_loop_quit (data);

  return G_SOURCE_REMOVE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GIOChannel) input = g_io_channel_unix_new (0);
  g_autoptr(GError) error = NULL;
  GSList *uris;

  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  soup_server_add_handler (server, "/v1/complaints", complaint_cb, NULL, NULL);
  if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    bench_die ("%s", error->message);

  uris = soup_server_get_uris (server);
  bench_print ("port", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_io_add_watch (input, G_IO_HUP, closed_cb, loop);
  g_main_loop_run (loop);

  return 0;
}
