/* SPDX-License-Identifier: GPL-3.0-or-later */

/* load-submit PORT FILE SKIP COUNT: posts COUNT entries of make-complaints' FILE,
 * after the first SKIP, over 64 kept connections, each sending its next when the
 * answer to the last is there. Prints the rate and percentiles of the time from
 * sending to the answer. Raw sockets: what is measured is the server. */
#include "config.h"

#include "bench-wire.h"
#include "bench.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define CONNECTIONS 64
#define ANSWER_MAX 4096
#define PATIENCE_MS 30000

typedef struct
{
  int          fd;
  const guint8 *entry;          /* on its way; with its length before it */
  double       sent;
  gsize        filled;
  char         answer[ANSWER_MAX + 1];
} Connection;

typedef struct
{
  const guint8 *next;
  guint         n_unsent;
  guint         n_waiting;
  GArray       *took;           /* seconds */
} Load;

static int
connect_to (guint16 port)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK)
  };
  int fd = socket (AF_INET, SOCK_STREAM, 0), on = 1;

  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    bench_die ("port %u: %s", port, g_strerror (errno));
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

  return fd;
}

/* Answers have a Content-Length and no other surprises. */
static gboolean
is_whole (const Connection *connection)
{
  const char *body = strstr (connection->answer, "\r\n\r\n");
  const char *length;

  if (body == NULL)
    return FALSE;
  length = strstr (connection->answer, "Content-Length: ");
  if (length == NULL || length > body)
    bench_die ("an answer without a length");

  return connection->answer + connection->filled >=
         body + 4 + g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10);
}

/* Returns whether the answer is there in full. */
static gboolean
read_more (Connection *connection)
{
  gssize n = read (connection->fd, connection->answer + connection->filled,
                   ANSWER_MAX - connection->filled);

  if (n <= 0)
    bench_die ("the server closed a connection");
  connection->filled += n;
  connection->answer[connection->filled] = '\0';

  return is_whole (connection);
}

/* One request that stores nothing: when it is answered, the server has taken the
 * connection from its short queue of those that wait. */
static void
greet (Connection *connection)
{
  static const char request[] = "GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n";

  connection->filled = 0;
  if (write (connection->fd, request, sizeof request - 1) != sizeof request - 1)
    bench_die ("a request does not go out: %s", g_strerror (errno));
  while (!read_more (connection))
    ;
}

/* The socket's buffer holds a whole request, so this does not wait. */
static void
send_next (Load       *load,
           Connection *connection)
{
  gsize size = bench_read_u32 (load->next);
  char head[256];
  int head_size = snprintf (head, sizeof head,
                            "POST /v1/complaints HTTP/1.1\r\nHost: localhost\r\n"
                            "Content-Type: application/vnd.kumbang.entry\r\n"
                            "Content-Length: %zu\r\n\r\n", size);
  const struct iovec parts[] = {
    { head, head_size }, { (guint8 *) load->next + 4, size }
  };

  connection->sent = bench_now ();
  connection->filled = 0;
  if (writev (connection->fd, parts, G_N_ELEMENTS (parts)) != (gssize) (head_size + size))
    bench_die ("a request does not go out: %s", g_strerror (errno));
  load->next += 4 + size;
  load->n_unsent--;
  load->n_waiting++;
}

static void
read_answer (Load       *load,
             Connection *connection)
{
  double seconds;

  if (!read_more (connection))
    return;

  if (!g_str_has_prefix (connection->answer, "HTTP/1.1 201 "))
    bench_die ("refused: %s", connection->answer);
  seconds = bench_now () - connection->sent;
  g_array_append_val (load->took, seconds);
  load->n_waiting--;
  if (load->n_unsent > 0)
    send_next (load, connection);
}

/* Returns the seconds from the first request to the last answer. */
static double
run (Load    *load,
     guint16  port)
{
  g_autofree Connection *connections = g_new0 (Connection, CONNECTIONS);
  double start, end;
  struct epoll_event events[CONNECTIONS];
  int poll = epoll_create1 (0);

  for (guint i = 0; i < CONNECTIONS; i++)
    {
      struct epoll_event event = { .events = EPOLLIN, .data.ptr = &connections[i] };

      connections[i].fd = connect_to (port);
      greet (&connections[i]);
      epoll_ctl (poll, EPOLL_CTL_ADD, connections[i].fd, &event);
    }
  start = bench_now ();
  for (guint i = 0; i < CONNECTIONS && load->n_unsent > 0; i++)
    send_next (load, &connections[i]);

  while (load->n_waiting > 0)
    {
      int n = epoll_wait (poll, events, CONNECTIONS, PATIENCE_MS);

      if (n <= 0)
        bench_die ("no answer for %d s", PATIENCE_MS / 1000);
      for (int i = 0; i < n; i++)
        read_answer (load, events[i].data.ptr);
    }
  end = bench_now ();
  for (guint i = 0; i < CONNECTIONS; i++)
    close (connections[i].fd);
  close (poll);

  return end - start;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GBytes) file = NULL;
  Load load = { 0 };
  guint skip, count;
  double seconds;

  if (argc != 5)
    bench_die ("wants PORT FILE SKIP COUNT");
  file = bench_read_file (argv[2]);
  skip = bench_read_count (argv[3]);
  count = bench_read_count (argv[4]);
  load.next = g_bytes_get_data (file, NULL);
  for (guint i = 0; i < skip; i++)
    load.next += 4 + bench_read_u32 (load.next);
  load.n_unsent = count;
  load.took = g_array_new (FALSE, FALSE, sizeof (double));

  seconds = run (&load, bench_read_count (argv[1]));
  bench_print ("rate", count / seconds);
  bench_print ("p50", bench_percentile (load.took, 0.50));
  bench_print ("p95", bench_percentile (load.took, 0.95));
  bench_print ("p99", bench_percentile (load.took, 0.99));
  bench_print ("worst", bench_percentile (load.took, 1));
  g_array_unref (load.took);

  return 0;
}
