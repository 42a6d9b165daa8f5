/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#include "kb-age-open.h"
#include "kb-age-seal.h"
#include "kb-bytes.h"
#include "kb-entry.h"
#include "kb-identity-wire.h"

/* Drives the real program over its pipes, on a real (virtual) screen. */

#define CONTEXT "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define OTHER_CONTEXT "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define PASSPHRASE "sawah perahu kancil obor"

typedef struct
{
  KbAgeIdentity *custodian;
  GBytes        *wrapped;
  GSubprocess   *child;
} Fixture;

static GBytes *
seal_to (KbAgeRecipient *recipient,
         const void     *data,
         gsize           size)
{
  g_autoptr(GError) error = NULL;
  GBytes *sealed = kb_age_seal (data, size, &recipient, 1, &error);

  g_assert_no_error (error);
  return sealed;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(KbSecret) passphrase = kb_secret_new (PASSPHRASE, strlen (PASSPHRASE));
  g_autoptr(KbAgeRecipient) scrypt = kb_age_recipient_new_scrypt (passphrase, 10);
  g_autofree char *program = g_build_filename (g_getenv ("KB_BUILDROOT"), "src", "identity",
                                               "kumbang-identity", NULL);
  g_autoptr(KbSecret) text = NULL;
  g_autoptr(GBytes) file = NULL;
  g_autoptr(GError) error = NULL;

  fixture->custodian = kb_age_identity_generate ();
  text = kb_age_identity_to_secret (fixture->custodian);
  file = seal_to (scrypt, kb_secret_get_data (text), kb_secret_get_size (text));
  fixture->wrapped = kb_age_armor_encode (file);
  fixture->child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                     &error, program, NULL);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (fixture->child), NULL, NULL);
  g_subprocess_wait (fixture->child, NULL, NULL);
  g_object_unref (fixture->child);
  g_bytes_unref (fixture->wrapped);
  kb_age_identity_unref (fixture->custodian);
}

static void
tell (Fixture    *fixture,
      guint8      type,
      GByteArray *bytes)
{
  g_autoptr(KbSecret) payload = bytes != NULL ? kb_secret_new (bytes->data, bytes->len) : NULL;
  g_autoptr(GError) error = NULL;

  kb_identity_wire_write (g_subprocess_get_stdin_pipe (fixture->child), type, payload, NULL,
                          &error);
  g_assert_no_error (error);
}

static char *
hear (Fixture *fixture,
      guint8   expected)
{
  g_autoptr(GError) error = NULL;
  guint8 type = 0;
  g_autoptr(KbSecret) payload =
    kb_identity_wire_read (g_subprocess_get_stdout_pipe (fixture->child), &type, NULL, &error);
  char *text;

  g_assert_no_error (error);
  g_assert_cmpuint (type, ==, expected);
  text = g_malloc0 (kb_secret_get_size (payload) + 1);
  memcpy (text, kb_secret_get_data (payload), kb_secret_get_size (payload));

  return text;
}

static void
unlock (Fixture    *fixture,
        const char *passphrase)
{
  g_autoptr(GByteArray) message = g_byte_array_new ();

  kb_write_u16 (message, strlen (passphrase));
  kb_write_bytes (message, passphrase, strlen (passphrase));
  kb_write_bytes (message, g_bytes_get_data (fixture->wrapped, NULL),
                  g_bytes_get_size (fixture->wrapped));
  tell (fixture, KB_IDENTITY_UNLOCK, message);
}

static void
ask_to_show (Fixture    *fixture,
             const char *context_of_part,
             gboolean    to_other_custodian)
{
  g_autofree char *recipient_text = kb_age_identity_get_recipient (fixture->custodian);
  g_autoptr(KbAgeIdentity) other = kb_age_identity_generate ();
  g_autofree char *other_text = kb_age_identity_get_recipient (other);
  g_autoptr(KbAgeRecipient) recipient =
    kb_age_recipient_parse (to_other_custodian ? other_text : recipient_text, NULL);
  g_autofree char *json =
    g_strdup_printf ("{\"context\":\"%s\",\"v\":1,\"name\":\"Bambang Contoh\"}",
                                           context_of_part);
  g_autoptr(GBytes) padded = kb_seal_pad_json (json, KB_LIMIT_IDENTITY, NULL);
  g_autoptr(GBytes) sealed = seal_to (recipient, g_bytes_get_data (padded, NULL),
                                      g_bytes_get_size (padded));
  const char *request =
    "{\"context\":\"" CONTEXT "\",\"number\":\"KB-2026-0412\",\"letter\":\"ST 700/112/2026\","
    "\"watermark\":\"SITI R · KB-2026-0412 · 09.52\",\"minutes\":3,"
    "\"fields\":[\"name\",\"phone\"]}";
  g_autoptr(GByteArray) message = g_byte_array_new ();

  kb_write_u32 (message, strlen (request));
  kb_write_bytes (message, request, strlen (request));
  kb_write_u8 (message, KB_ROLE_CIVIL);
  kb_write_u32 (message, g_bytes_get_size (sealed));
  kb_write_bytes (message, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  tell (fixture, KB_IDENTITY_SHOW, message);
}

static void
test_wrong_passphrase (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *code = NULL;

  unlock (fixture, "bukan ini");
  code = hear (fixture, KB_IDENTITY_FAILED);
  g_assert_cmpstr (code, ==, "passphrase");

  /* The process stays for another try. */
  unlock (fixture, PASSPHRASE);
  g_free (hear (fixture, KB_IDENTITY_UNLOCKED));
}

static void
test_shows_and_counts_down (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *seconds = NULL;
  g_autoptr(GError) error = NULL;
  guint8 type = KB_IDENTITY_SECONDS;

  unlock (fixture, PASSPHRASE);
  g_free (hear (fixture, KB_IDENTITY_UNLOCKED));
  ask_to_show (fixture, CONTEXT, FALSE);
  g_free (hear (fixture, KB_IDENTITY_SHOWN));
  seconds = hear (fixture, KB_IDENTITY_SECONDS);
  g_assert_cmpuint ((guint8) seconds[3], ==, 180);
  if (g_getenv ("KB_HOLD") != NULL)
    g_usleep (3 * G_USEC_PER_SEC);

  tell (fixture, KB_IDENTITY_CLOSE, NULL);
  while (type == KB_IDENTITY_SECONDS)
    {
      g_autoptr(KbSecret) payload =
        kb_identity_wire_read (g_subprocess_get_stdout_pipe (fixture->child), &type,
                                                           NULL, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (type, ==, KB_IDENTITY_CLOSED);
  g_assert_true (g_subprocess_wait_check (fixture->child, NULL, NULL));
}

static void
test_other_complaint (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *code = NULL;

  unlock (fixture, PASSPHRASE);
  g_free (hear (fixture, KB_IDENTITY_UNLOCKED));
  ask_to_show (fixture, OTHER_CONTEXT, FALSE);
  code = hear (fixture, KB_IDENTITY_FAILED);
  g_assert_cmpstr (code, ==, "context");
}

static void
test_other_custodian (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *code = NULL;

  unlock (fixture, PASSPHRASE);
  g_free (hear (fixture, KB_IDENTITY_UNLOCKED));
  ask_to_show (fixture, CONTEXT, TRUE);
  code = hear (fixture, KB_IDENTITY_FAILED);
  g_assert_cmpstr (code, ==, "seal");
}

static void
test_exits_with_parent (Fixture       *fixture,
                        gconstpointer  data)
{
  unlock (fixture, PASSPHRASE);
  g_free (hear (fixture, KB_IDENTITY_UNLOCKED));
  ask_to_show (fixture, CONTEXT, FALSE);
  g_free (hear (fixture, KB_IDENTITY_SHOWN));

  g_output_stream_close (g_subprocess_get_stdin_pipe (fixture->child), NULL, NULL);
  g_assert_true (g_subprocess_wait_check (fixture->child, NULL, NULL));
}

static void
test_leaves_no_dump (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/limits",
                                           g_subprocess_get_identifier (fixture->child));
  g_autofree char *limits = NULL;

  unlock (fixture, PASSPHRASE);
  g_free (hear (fixture, KB_IDENTITY_UNLOCKED));
  g_assert_true (g_file_get_contents (path, &limits, NULL, NULL));
  g_assert_true (g_regex_match_simple ("Max core file size +0 +0 ", limits, 0, 0));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  ADD ("/identity/child/tells-a-wrong-passphrase", test_wrong_passphrase);
  ADD ("/identity/child/shows-and-counts-down", test_shows_and_counts_down);
  ADD ("/identity/child/refuses-part-of-other-complaint", test_other_complaint);
  ADD ("/identity/child/refuses-part-for-other-custodian", test_other_custodian);
  ADD ("/identity/child/exits-with-its-parent", test_exits_with_parent);
  ADD ("/identity/child/leaves-no-core-dump", test_leaves_no_dump);
  return g_test_run ();
}
