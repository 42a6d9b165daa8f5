/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "age-testing.h"

#include <glib/gstdio.h>
#include <string.h>

static GBytes *
seal_by_stream (GBytes        *plaintext,
                KbAgeIdentity *identity,
                gsize          write_size)
{
  g_autoptr(KbAgeRecipient) recipient = testing_recipient (identity);
  g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GOutputStream) stream = kb_age_seal_stream_new (out, &recipient, 1, &error);
  gsize size;
  const guint8 *data = g_bytes_get_data (plaintext, &size);

  g_assert_no_error (error);
  for (gsize i = 0; i < size; i += write_size)
    g_assert_true (g_output_stream_write_all (stream, data + i, MIN (write_size, size - i), NULL,
                                              NULL, &error));
  g_assert_true (g_output_stream_close (stream, NULL, &error));
  g_assert_no_error (error);

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static void
test_round_trip (void)
{
  static const gsize sizes[] = { 0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5 };
  static const gsize steps[] = { 1000, CHUNK, CHUNK + 1, 1000000 };
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (steps); j++)
      {
        g_autoptr(GBytes) plaintext = testing_plaintext (sizes[i]);
        g_autoptr(GBytes) file = seal_by_stream (plaintext, identity, steps[j]);
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) opened = testing_open (file, identity, &error);
        g_autoptr(GBytes) streamed = NULL;

        g_assert_no_error (error);
        g_assert_true (g_bytes_equal (opened, plaintext));
        streamed = testing_open_stream (file, identity, steps[j], &error);
        g_assert_no_error (error);
        g_assert_true (g_bytes_equal (streamed, plaintext));
      }
}

/* Of a file with a wrong byte in chunk n, exactly the n chunks before it come
 * out; then an error, and the same error again. */
static void
test_nothing_unauthenticated_is_released (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (3 * CHUNK + 100);
  g_autoptr(GBytes) file = testing_seal (plaintext, identity);
  gsize header = testing_header_size (file);

  for (gsize at = header; at < g_bytes_get_size (file); at += 4999)
    {
      g_autoptr(GBytes) altered = testing_flip (file, at);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) released = testing_open_stream (altered, identity, 777, &error);
      gsize expected = (at - header) / SEALED_CHUNK * CHUNK;

      g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_PAYLOAD);
      g_assert_cmpmem (g_bytes_get_data (released, NULL), g_bytes_get_size (released),
                       g_bytes_get_data (plaintext, NULL), expected);
    }
}

static void
test_cut_between_chunks_is_an_error (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (2 * CHUNK + 1);
  g_autoptr(GBytes) file = testing_seal (plaintext, identity);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GBytes) cut =
        g_bytes_new_from_bytes (file, 0, testing_header_size (file) + i * SEALED_CHUNK);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) released = testing_open_stream (cut, identity, CHUNK, &error);

      g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_PAYLOAD);
      g_assert_cmpuint (g_bytes_get_size (released), ==, i * CHUNK);
    }
}

static void
test_error_is_final (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (CHUNK + 1);
  g_autoptr(GBytes) file = testing_seal (plaintext, identity);
  g_autoptr(GBytes) altered = testing_flip (file, testing_header_size (file) + 5);
  g_autoptr(GInputStream) base = g_memory_input_stream_new_from_bytes (altered);
  g_autoptr(GInputStream) stream = kb_age_open_stream_new (base, &identity, 1);
  char buffer[100];

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (g_input_stream_read (stream, buffer, sizeof buffer, NULL, &error), ==, -1);
      g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_PAYLOAD);
    }
}

static void
test_skip_skips_content (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (CHUNK + 100);
  g_autoptr(GBytes) file = testing_seal (plaintext, identity);
  g_autoptr(GInputStream) base = g_memory_input_stream_new_from_bytes (file);
  g_autoptr(GInputStream) stream = kb_age_open_stream_new (base, &identity, 1);
  g_autoptr(GError) error = NULL;
  gsize skipped = 0;
  guint8 byte;

  while (skipped < CHUNK + 7)
    {
      gssize n = g_input_stream_skip (stream, CHUNK + 7 - skipped, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (n, >, 0);
      skipped += n;
    }
  g_assert_cmpint (g_input_stream_read (stream, &byte, 1, NULL, &error), ==, 1);
  g_assert_cmpint (byte, ==, ((const guint8 *) g_bytes_get_data (plaintext, NULL))[CHUNK + 7]);
}

/* An unfinished file must not look like a finished shorter one. */
static void
test_dropped_sealing_does_not_open (void)
{
  static const gsize sizes[] = { 0, 10, CHUNK, 2 * CHUNK + 10 };
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(KbAgeRecipient) recipient = testing_recipient (identity);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();
      GOutputStream *stream = kb_age_seal_stream_new (out, &recipient, 1, NULL);
      g_autoptr(GBytes) plaintext = testing_plaintext (sizes[i]);
      g_autoptr(GBytes) file = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_true (g_output_stream_write_all (stream, g_bytes_get_data (plaintext, NULL),
                                                sizes[i], NULL, NULL, NULL));
      g_object_unref (stream);
      g_assert_true (g_output_stream_is_closed (out));
      file = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
      g_assert_null (testing_open (file, identity, &error));
      g_assert_nonnull (error);
    }
}

/* The n-th write that fails, for each n: the error reaches the writer, and
 * what was written never opens. */
static void
test_each_failing_write_is_reported (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(KbAgeRecipient) recipient = testing_recipient (identity);
  g_autoptr(GBytes) plaintext = testing_plaintext (3 * CHUNK);
  g_autoptr(GBytes) whole = testing_seal (plaintext, identity);
  gsize size = g_bytes_get_size (whole);

  for (gsize room = 0; room < size; room += size / 50)
    {
      g_autofree guint8 *space = g_malloc (room + 1);
      g_autoptr(GOutputStream) out = g_memory_output_stream_new (space, room, NULL, NULL);
      g_autoptr(GOutputStream) stream = kb_age_seal_stream_new (out, &recipient, 1, NULL);
      g_autoptr(GError) error = NULL;
      gconstpointer data = g_bytes_get_data (plaintext, NULL);
      gboolean written =
        g_output_stream_write_all (stream, data, 3 * CHUNK, NULL, NULL, &error) &&
        g_output_stream_close (stream, NULL, &error);

      g_assert_false (written);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_clear_error (&error);
      g_assert_null (kb_age_open (space, room, &identity, 1, NO_LIMIT, &error));
    }
}

/* Kilobytes of memory that the process ever had resident. */
static guint64
peak_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmHWM:");
  g_assert_nonnull (line);

  return g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10);
}

static void
test_memory_is_constant (void)
{
  const gsize total = 64 * 1024 * 1024;
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(KbAgeRecipient) recipient = testing_recipient (identity);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileIOStream) io = NULL;
  g_autoptr(GFile) file = g_file_new_tmp ("kb-seal-XXXXXX", &io, &error);
  g_autoptr(GOutputStream) sealing = NULL;
  g_autoptr(GInputStream) opening = NULL;
  g_autofree char *block = g_malloc0 (100000);
  guint64 before = peak_memory ();
  gsize done = 0;
  gssize n;

  g_assert_no_error (error);
  sealing = kb_age_seal_stream_new (g_io_stream_get_output_stream (G_IO_STREAM (io)), &recipient, 1,
                                    &error);
  g_filter_output_stream_set_close_base_stream (G_FILTER_OUTPUT_STREAM (sealing), FALSE);
  for (gsize i = 0; i < total; i += 65536)
    g_assert_true (g_output_stream_write_all (sealing, block, 65536, NULL, NULL, &error));
  g_assert_true (g_output_stream_close (sealing, NULL, &error));

  g_assert_true (g_seekable_seek (G_SEEKABLE (io), 0, G_SEEK_SET, NULL, &error));
  opening = kb_age_open_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (io)), &identity, 1);
  while ((n = g_input_stream_read (opening, block, 100000, NULL, &error)) > 0)
    done += n;
  g_assert_no_error (error);
  g_assert_cmpuint (done, ==, total);
  g_assert_cmpuint (peak_memory () - before, <, 2048);

  g_assert_true (g_file_delete (file, NULL, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  /* First, before others raise the peak. */
  g_test_add_func ("/seal/stream/memory-is-constant", test_memory_is_constant);
  g_test_add_func ("/seal/stream/round-trip", test_round_trip);
  g_test_add_func ("/seal/stream/nothing-unauthenticated-is-released",
                   test_nothing_unauthenticated_is_released);
  g_test_add_func ("/seal/stream/cut-between-chunks-is-an-error",
                   test_cut_between_chunks_is_an_error);
  g_test_add_func ("/seal/stream/error-is-final", test_error_is_final);
  g_test_add_func ("/seal/stream/skip-skips-content", test_skip_skips_content);
  g_test_add_func ("/seal/stream/dropped-sealing-does-not-open",
                   test_dropped_sealing_does_not_open);
  g_test_add_func ("/seal/stream/each-failing-write-is-reported",
                   test_each_failing_write_is_reported);

  return g_test_run ();
}
