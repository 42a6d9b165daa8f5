/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a citizen's browser gets: the page, the form without JavaScript, and
 * how often it may send. */
#include "config.h"

#include "kb-test-intake.h"

#include "kb-age-open.h"
#include "kb-frame.h"
#include "kb-json.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define FORM_TYPE "application/x-www-form-urlencoded"
#define MARK "tandaceritaunik7731"
#define FORM "lang=id&category=korupsi&group=suap&text=" MARK "+%26+%C3%A9%0D%0Adua&kind=asn" \
             "&name=Terlapor&inspectorate=no&from=Maret&alias=%3Cb%3Ekumbang&honest=yes" \
             "&phone-of=Mine"

typedef struct
{
  KbTestIntake *intake;
  KbTestOffice *office;
  char         *page;
} Fixture;

static const struct
{
  const char *name;
  const char *text;
} page_files[] = {
  { "index.html", "<!doctype html><title>Lapor</title>" },
  { "index.html.br", "brotli bytes" },
  { "en.html", "<!doctype html><title>Report</title>" },
  { "kumbang.js", "'use strict';" },
  { "receipt-nojs.id.html", "<p>{{number}}</p><p>{{alias}}</p>" },
  { "receipt-nojs.en.html", "<p>number {{number}}</p><p>{{alias}}</p>" },
  { "error-nojs.id.html", "<p>{{message}}</p>" },
  { "error-nojs.en.html", "<p lang=en>{{message}}</p>" },
  { "csp.txt",
    "index.html\tdefault-src 'none'\nen.html\tdefault-src 'none'; img-src data:\n"
    "receipt-nojs.id.html\tdefault-src 'none'\nreceipt-nojs.en.html\tdefault-src 'none'\n"
    "error-nojs.id.html\tdefault-src 'none'\nerror-nojs.en.html\tdefault-src 'none'\n" },
};

static void
write_page (Fixture *fixture)
{
  fixture->page = g_build_filename (fixture->intake->folder, "page", NULL);
  g_assert_cmpint (g_mkdir (fixture->page, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (page_files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->page, page_files[i].name, NULL);

      g_assert_true (g_file_set_contents (path, page_files[i].text, -1, NULL));
    }
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->intake = kb_test_intake_new ();
  write_page (fixture);
  kb_test_intake_start (fixture->intake,
                        (const char *const[]) { "--page", fixture->page, "--behind-proxy", NULL });
  fixture->office = kb_test_intake_found (fixture->intake);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGTERM), ==, 0);
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
  g_free (fixture->page);
}

/* One GET with chosen headers, without libsoup's own decoding: "NAME: VALUE\r\n…". */
static char *
get (Fixture    *fixture,
     const char *path,
     const char *headers)
{
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                              "%s\r\n", path, headers);
  gboolean closed;

  return kb_test_intake_raw (fixture->intake, request, strlen (request), 10, &closed);
}

static void
assert_has (const char *answer,
            const char *text)
{
  if (strstr (answer, text) == NULL)
    g_error ("“%s” is not in:\n%s", text, answer);
}

static void
test_headers (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const headers[] = {
    "HTTP/1.1 200 OK\r\n", "Content-Security-Policy: default-src 'none'\r\n",
    "Referrer-Policy: no-referrer\r\n", "X-Content-Type-Options: nosniff\r\n",
    "X-Frame-Options: DENY\r\n", "Cross-Origin-Opener-Policy: same-origin\r\n",
    "Permissions-Policy: ", "Cache-Control: no-cache\r\n", "ETag: \"", "Vary: Accept-Encoding\r\n",
    "Strict-Transport-Security: ", "Content-Type: text/html; charset=utf-8\r\n",
  };
  g_autofree char *answer = get (fixture, "/", "");
  g_autofree char *english = get (fixture, "/en", "");
  g_autofree char *script = get (fixture, "/kumbang.js", "");

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    assert_has (answer, headers[i]);
  g_assert_null (strstr (answer, "Set-Cookie"));
  g_assert_null (strstr (answer, "Server:"));
  g_assert_true (g_str_has_suffix (answer, page_files[0].text));
  assert_has (english, "img-src data:");
  assert_has (script, "Content-Type: text/javascript");
}

static void
test_codings (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *brotli = get (fixture, "/", "Accept-Encoding: gzip, deflate, br\r\n");
  g_autofree char *gzip = get (fixture, "/", "Accept-Encoding: gzip, br;q=0\r\n");
  g_autofree char *plain = get (fixture, "/", "Accept-Encoding: identity\r\n");
  g_autofree char *script = get (fixture, "/kumbang.js", "Accept-Encoding: br, gzip\r\n");

  assert_has (brotli, "Content-Encoding: br\r\n");
  g_assert_true (g_str_has_suffix (brotli, "brotli bytes"));
  assert_has (gzip, "Content-Encoding: gzip\r\n");
  g_assert_null (strstr (plain, "Content-Encoding"));
  assert_has (script, "Content-Encoding: gzip\r\n");
}

static void
test_not_modified (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *first = get (fixture, "/", "");
  char *at = strstr (first, "ETag: ") + strlen ("ETag: ");
  g_autofree char *etag = g_strndup (at, strcspn (at, "\r"));
  g_autofree char *header = g_strdup_printf ("If-None-Match: %s\r\n", etag);
  g_autofree char *again = get (fixture, "/", header);
  g_autofree char *other = get (fixture, "/", "If-None-Match: \"x\"\r\n");

  g_assert_true (g_str_has_prefix (again, "HTTP/1.1 304 "));
  g_assert_true (g_str_has_prefix (other, "HTTP/1.1 200 "));
}

static void
test_same_bytes (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *first = get (fixture, "/", "User-Agent: a\r\nAccept-Language: id\r\n");
  g_autofree char *second = get (fixture, "/", "User-Agent: b\r\nRange: bytes=0-3\r\n"
                                               "X-Forwarded-For: 203.0.113.9\r\nCookie: a=b\r\n");

  g_assert_cmpstr (strstr (first, "\r\n\r\n"), ==, strstr (second, "\r\n\r\n"));
}

static void
test_only_page_files (Fixture       *fixture,
                      gconstpointer  data)
{
  static const char *const paths[] = { "/csp.txt", "/receipt-nojs.id.html", "/error-nojs.en.html",
                                       "/index.html.br", "/x", "/en/" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *answer = get (fixture, paths[i], "");

      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 404 "));
    }
}

static void
post_form (Fixture      *fixture,
           const char   *form,
           KbTestAnswer *ret_answer)
{
  g_autoptr(GBytes) body = g_bytes_new_static (form, strlen (form));

  kb_test_intake_send (fixture->intake, "POST", "/lapor", NULL, FORM_TYPE, body, ret_answer);
}

static KbEntry *
read_last (Fixture *fixture)
{
  g_auto(KbTestAnswer) answer = { 0 };
  g_auto(KbFrame) frame = { 0 };
  const guint8 *data;
  guint32 size;

  kb_test_intake_send (fixture->intake, "GET", "/v1/streams/office/entries?after=0",
                       fixture->office->officer.token, NULL, NULL, &answer);
  data = g_bytes_get_data (answer.body, NULL);
  size = (guint32) data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3];
  g_assert_true (kb_frame_decode (data + 4, size, &frame, NULL));

  return kb_entry_ref (frame.entry);
}

static JsonObject *
open_story (Fixture *fixture,
            KbEntry *entry)
{
  GBytes *sealed = kb_entry_get_part (entry, KB_ROLE_STORY, NULL);
  g_autoptr(KbSecret) plain = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *story;

  plain = kb_age_open_secret (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed),
                              &fixture->office->office_key, 1, KB_LIMIT_STORY, &error);
  g_assert_no_error (error);
  story = kb_json_parse (kb_secret_get_data (plain), kb_secret_get_size (plain), KB_LIMIT_STORY,
                         &error);
  g_assert_no_error (error);

  return story;
}

static void
test_form (Fixture       *fixture,
           gconstpointer  data)
{
  g_auto(KbTestAnswer) answer = { 0 };
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(JsonObject) story = NULL;
  JsonObject *reported;
  g_autofree char *number = NULL;
  g_autofree char *html = NULL;

  post_form (fixture, FORM, &answer);
  g_assert_cmpuint (answer.status, ==, 201);
  g_assert_cmpstr (soup_message_headers_get_one (answer.headers, "Cache-Control"), ==, "no-store");
  entry = read_last (fixture);
  number = kb_registration_number (kb_entry_get_id (entry));
  html = g_strdup_printf ("<p>%s</p><p>&lt;b&gt;kumbang</p>", number);
  g_assert_cmpmem (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body),
                   html, strlen (html));

  g_assert_cmpint (kb_entry_get_header (entry)->sealed_by, ==, 1);
  g_assert_cmpint (kb_entry_get_header (entry)->n_parts, ==, 2);
  story = open_story (fixture, entry);
  g_assert_cmpstr (kb_json_string (story, "text", NULL), ==, MARK " & é\ndua");
  g_assert_cmpstr (kb_json_string (story, "alias", NULL), ==, "<b>kumbang");
  reported = kb_json_object (story, "reported", NULL);
  g_assert_cmpstr (kb_json_string (reported, "name", NULL), ==, "Terlapor");
  g_assert_false (json_object_has_member (story, "phone-of"));
  g_assert_false (json_object_has_member (story, "phone"));
}

static void
test_form_about_staff (Fixture       *fixture,
                       gconstpointer  data)
{
  g_auto(KbTestAnswer) answer = { 0 };

  post_form (fixture, "category=etik&text=x&alias=abc&inspectorate=staff", &answer);
  g_assert_cmpuint (answer.status, ==, 201);
  kb_test_answer_clear (&answer);
  kb_test_intake_send (fixture->intake, "GET", "/v1/streams/leadership/entries?after=0",
                       fixture->office->supervisor.token, NULL, NULL, &answer);
  g_assert_cmpuint (g_bytes_get_size (answer.body), >, 4096);
}

static void
test_form_refused (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char *const forms[] = {
    "", "x", "=x", "%", "text=%zz", "text=%00&category=etik&alias=abc", "text=%ff", "text=%C3%28",
    "category=etik&alias=abc", "category=etik&text=x", "category=etik&text=x&alias=ab",
    "category=etik&text=++%0d%0a&alias=abc", "category=lain&text=x&alias=abc",
    "category=etik&text=x&alias=abc&text=y", "category=etik&text=x&alias=abc&inspectorate=x",
    "category=etik&text=x&alias=abc&kind=x", "category=korupsi&group=x&text=x&alias=abc",
    "category=etik&text=x&alias=aaaaaaaaaaaaaaaaaaaaaaaaa",
  };
  g_autofree char *words = g_strnfill (KB_LIMIT_STORY_CHARS + 1, 'a');
  g_autofree char *too_long = g_strdup_printf ("category=etik&alias=abc&text=%s", words);
  guint before = kb_test_intake_count (fixture->intake, "entries");

  for (guint i = 0; i <= G_N_ELEMENTS (forms); i++)
    {
      g_auto(KbTestAnswer) answer = { 0 };

      post_form (fixture, i < G_N_ELEMENTS (forms) ? forms[i] : too_long, &answer);
      g_assert_cmpuint (answer.status, ==, 400);
      g_assert_cmpstr (soup_message_headers_get_content_type (answer.headers, NULL), ==,
                       "text/html");
    }
  g_assert_cmpuint (kb_test_intake_count (fixture->intake, "entries"), ==, before);
}

/* A form that is cut off must not become a story that ends in the middle. */
static void
test_form_cut_off (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char *const framings[] = {
    "Content-Length: 500\r\n\r\ncategory=etik&text=x&alias=abc",
    "Transfer-Encoding: chunked\r\n\r\n1e\r\ncategory=etik&text=x&alias=abc\r\n",
    "Transfer-Encoding: chunked\r\n\r\n1e\r\ncategory=etik&text=x&alias=abc\r\n0\r\n\r\n",
  };
  guint before = kb_test_intake_count (fixture->intake, "entries");

  for (guint i = 0; i < G_N_ELEMENTS (framings); i++)
    {
      g_autofree char *request =
        g_strdup_printf ("POST /lapor HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                         "Content-Type: " FORM_TYPE "\r\n%s", framings[i]);
      g_autoptr(GSocketClient) client = g_socket_client_new ();
      g_autoptr(GSocketConnection) connection =
        g_socket_client_connect_to_host (client, "127.0.0.1", fixture->intake->port, NULL, NULL);
      GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
      char answer[256];

      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                 strlen (request), NULL, NULL, NULL);
      g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
      while (g_input_stream_read (in, answer, sizeof answer, NULL, NULL) > 0)
        g_assert_false (g_str_has_prefix (answer, "HTTP/1.1 2"));
    }
  g_assert_cmpuint (kb_test_intake_count (fixture->intake, "entries"), ==, before);
}

static void
test_form_in_english (Fixture       *fixture,
                      gconstpointer  data)
{
  g_auto(KbTestAnswer) answer = { 0 };
  g_autofree char *html = NULL;

  post_form (fixture, "lang=en&category=etik&alias=abc", &answer);
  g_assert_cmpuint (answer.status, ==, 400);
  html = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
  assert_has (html, "<p lang=en>The form is incomplete");
}

/* Thirty an hour by one address; another address is not held up, and what a
 * sender writes in front of the proxy's own hop counts for nothing. */
static void
test_rate (Fixture       *fixture,
           gconstpointer  data)
{
  const struct
  {
    const char *hops;
    guint       n;
    const char *expected;
  } steps[] = {
    { "203.0.113.7", 29, "HTTP/1.1 415 " },
    { "198.51.100.1, 203.0.113.7", 1, "HTTP/1.1 415 " },
    { "198.51.100.1, 203.0.113.7", 1, "HTTP/1.1 429 " },
    { "203.0.113.7", 1, "HTTP/1.1 429 " },
    { "203.0.113.8", 30, "HTTP/1.1 415 " },
    { "2001:db8:0:1::1", 30, "HTTP/1.1 415 " },
    { "2001:db8:0:1::2", 1, "HTTP/1.1 429 " },
    { "2001:db8:0:2::1", 1, "HTTP/1.1 415 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    for (guint k = 0; k < steps[i].n; k++)
      {
        g_autofree char *request =
          g_strdup_printf ("POST /v1/complaints HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                           "Content-Length: 0\r\nX-Forwarded-For: %s\r\n\r\n", steps[i].hops);
        gboolean closed;
        g_autofree char *answer =
          kb_test_intake_raw (fixture->intake, request, strlen (request), 10, &closed);

        g_assert_true (g_str_has_prefix (answer, steps[i].expected));
        g_assert_true ((strstr (answer, "\r\nRetry-After: ") != NULL) ==
                       (strstr (answer, "too_many") != NULL));
      }
}

/* Nothing of the network, the browser or the story is in what the server keeps. */
static void
test_nothing_kept (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char *const marks[] = { MARK, "203.0.113.77", "PenjelajahUji", "kumbang\"",
                                       "\xcb\x00\x71\x4d" };
  g_autofree char *request =
    g_strdup_printf ("POST /lapor HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                     "Content-Type: " FORM_TYPE "\r\nContent-Length: %zu\r\n"
                     "User-Agent: PenjelajahUji\r\nX-Forwarded-For: 203.0.113.77\r\n\r\n%s",
                     strlen (FORM), FORM);
  gboolean closed;
  g_autofree char *answer =
    kb_test_intake_raw (fixture->intake, request, strlen (request), 10, &closed);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 201 "));
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    g_assert_false (kb_test_intake_holds (fixture->intake, marks[i], MAX (strlen (marks[i]), 4)));
}

#define ADD(path, func) g_test_add ("/page/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("headers", test_headers);
  ADD ("codings", test_codings);
  ADD ("not-modified", test_not_modified);
  ADD ("same-bytes-for-everyone", test_same_bytes);
  ADD ("only-page-files", test_only_page_files);
  ADD ("form", test_form);
  ADD ("form-about-staff", test_form_about_staff);
  ADD ("form-refused", test_form_refused);
  ADD ("form-cut-off", test_form_cut_off);
  ADD ("form-in-english", test_form_in_english);
  ADD ("rate", test_rate);
  ADD ("nothing-kept", test_nothing_kept);

  return g_test_run ();
}
