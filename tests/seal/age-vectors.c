/* SPDX-License-Identifier: GPL-3.0-or-later */

/* age-vectors FOLDER: runs every file of a folder of C2SP age test vectors
 * through kb_age_open(), kb_age_open_secret() and #KbAgeOpenStream, and prints
 * "N passed, N failed". A vector is a few lines of "key: value", an empty line,
 * and the age file. */
#include "config.h"

#include "kb-age-open.h"

#include <stdlib.h>
#include <string.h>

#define MAX_PLAINTEXT (64 * 1024 * 1024)
#define MAX_LOG_N     20

typedef struct
{
  char      *expect;
  char      *payload;      /* hexadecimal SHA-256 of everything released */
  gboolean   armored;
  gboolean   compressed;
  GPtrArray *identities;
  char      *unsupported;  /* why the vector is not for this program */
  GBytes    *file;
} Vector;

typedef enum
{
  PASSED,
  FAILED,
  SKIPPED,
} Verdict;

static void
vector_clear (Vector *self)
{
  g_free (self->expect);
  g_free (self->payload);
  g_free (self->unsupported);
  g_ptr_array_unref (self->identities);
  g_clear_pointer (&self->file, g_bytes_unref);
}

/* g_set_str() of later GLib. */
static void
set_text (char       **at,
          const char  *text)
{
  g_free (*at);
  *at = g_strdup (text);
}

static void
add_identity (Vector     *self,
              const char *text)
{
  g_autoptr(KbSecret) secret = kb_secret_new (text, strlen (text));
  KbAgeIdentity *identity = kb_age_identity_parse (secret, NULL);

  if (identity != NULL)
    g_ptr_array_add (self->identities, identity);
  else if (!g_str_has_prefix (text, "AGE-SECRET-KEY-PQ-"))
    g_error ("A vector has an identity that cannot be read");
  else
    set_text (&self->unsupported, "post-quantum identities (no ML-KEM in libsodium 1.0.18)");
}

static void
read_key (Vector     *self,
          const char *key,
          const char *value)
{
  if (strcmp (key, "expect") == 0)
    set_text (&self->expect, value);
  else if (strcmp (key, "payload") == 0)
    set_text (&self->payload, value);
  else if (strcmp (key, "armored") == 0)
    self->armored = strcmp (value, "yes") == 0;
  else if (strcmp (key, "compressed") == 0)
    self->compressed = strcmp (value, "zlib") == 0;
  else if (strcmp (key, "identity") == 0)
    add_identity (self, value);
  else if (strcmp (key, "passphrase") == 0)
    {
      g_autoptr(KbSecret) secret = kb_secret_new (value, strlen (value));

      g_ptr_array_add (self->identities, kb_age_identity_new_scrypt (secret, MAX_LOG_N));
    }
  else if (strcmp (key, "file key") != 0 && strcmp (key, "comment") != 0)
    set_text (&self->unsupported, "an unknown key in the vector");
}

static GBytes *
inflate (gconstpointer data,
         gsize         size)
{
  g_autoptr(GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr(GInputStream) in = g_memory_input_stream_new_from_data (data, size, NULL);
  g_autoptr(GInputStream) inflated = g_converter_input_stream_new (in, G_CONVERTER (zlib));
  g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr(GError) error = NULL;

  if (g_output_stream_splice (out, inflated, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error) < 0)
    g_error ("A vector does not inflate: %s", error->message);

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static gboolean
vector_read (Vector     *self,
             const char *data,
             gsize       size)
{
  const char *at = data;
  const char *end = data + size;

  self->identities = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_age_identity_unref);
  while (at < end && *at != '\n')
    {
      const char *newline = memchr (at, '\n', end - at);
      g_autofree char *line = newline != NULL ? g_strndup (at, newline - at) : NULL;
      char *colon = line != NULL ? strstr (line, ": ") : NULL;

      if (colon == NULL)
        return FALSE;
      *colon = '\0';
      read_key (self, line, colon + 2);
      at = newline + 1;
    }
  if (at == end || self->expect == NULL)
    return FALSE;

  at++;
  self->file = self->compressed ? inflate (at, end - at) : g_bytes_new (at, end - at);

  return TRUE;
}

static const char *
outcome_name (const GError *error)
{
  static const char *const names[] = {
    [KB_AGE_ERROR_NO_MATCH] = "no match",
    [KB_AGE_ERROR_HMAC] = "HMAC failure",
    [KB_AGE_ERROR_HEADER] = "header failure",
    [KB_AGE_ERROR_ARMOR] = "armor failure",
    [KB_AGE_ERROR_PAYLOAD] = "payload failure",
    [KB_AGE_ERROR_LIMIT] = "limit",
    [KB_AGE_ERROR_KEY] = "key",
  };

  if (error == NULL)
    return "success";

  return error->domain == KB_AGE_ERROR ? names[error->code] : error->message;
}

static gboolean
check (const Vector *vector,
       const char   *how,
       const GError *error,
       const char   *payload)
{
  if (g_strcmp0 (outcome_name (error), vector->expect) != 0)
    {
      g_print ("  %s: expected %s, got %s\n", how, vector->expect, outcome_name (error));
      return FALSE;
    }
  if (payload != NULL && vector->payload != NULL && strcmp (payload, vector->payload) != 0)
    {
      g_print ("  %s: another payload than expected\n", how);
      return FALSE;
    }

  return TRUE;
}

/* Only what was opened to its end is released by the calls on whole files. */
static gboolean
check_whole (const Vector *vector,
             GBytes       *file)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) secret_error = NULL;
  g_autofree char *payload = NULL;
  g_autofree char *secret_payload = NULL;
  g_autoptr(KbSecret) secret = NULL;
  g_autoptr(GBytes) plaintext = NULL;
  KbAgeIdentity *const *identities = (KbAgeIdentity *const *) vector->identities->pdata;

  plaintext = kb_age_open (g_bytes_get_data (file, NULL), g_bytes_get_size (file), identities,
                           vector->identities->len, MAX_PLAINTEXT, &error);
  secret = kb_age_open_secret (g_bytes_get_data (file, NULL), g_bytes_get_size (file), identities,
                               vector->identities->len, MAX_PLAINTEXT, &secret_error);
  if (plaintext != NULL)
    payload = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, plaintext);
  if (secret != NULL)
    secret_payload = g_compute_checksum_for_data (G_CHECKSUM_SHA256, kb_secret_get_data (secret),
                                                  kb_secret_get_size (secret));

  return check (vector, "kb_age_open", error, payload) &&
         check (vector, "kb_age_open_secret", secret_error, secret_payload);
}

/* All that a stream released counts, also before an error. */
static gboolean
check_stream (const Vector *vector,
              GBytes       *file)
{
  g_autoptr(GInputStream) base = g_memory_input_stream_new_from_bytes (file);
  g_autoptr(GInputStream) stream =
    kb_age_open_stream_new (base, (KbAgeIdentity *const *) vector->identities->pdata,
                            vector->identities->len);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr(GError) error = NULL;
  guint8 buffer[10007];
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, sizeof buffer, NULL, &error)) > 0)
    g_checksum_update (checksum, buffer, n);

  return check (vector, "KbAgeOpenStream", error, g_checksum_get_string (checksum));
}

static gboolean
check_vector (const Vector *vector)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) file = NULL;

  file = vector->armored ? kb_age_armor_decode (vector->file, &error) : g_bytes_ref (vector->file);
  if (file == NULL)
    return check (vector, "kb_age_armor_decode", error, NULL);

  return check_whole (vector, file) && check_stream (vector, file);
}

static Verdict
run_vector (const char *name,
            const char *data,
            gsize       size)
{
  Vector vector = { 0 };
  Verdict verdict;

  if (!vector_read (&vector, data, size))
    {
      g_print ("  not a test vector\n");
      verdict = FAILED;
    }
  else if (vector.unsupported != NULL)
    {
      g_print ("SKIPPED %s: %s\n", name, vector.unsupported);
      verdict = SKIPPED;
    }
  else
    verdict = check_vector (&vector) ? PASSED : FAILED;
  if (verdict == FAILED)
    g_print ("FAILED %s\n", name);
  vector_clear (&vector);

  return verdict;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name;
  guint counts[3] = { 0 };

  if (argc != 2 || (dir = g_dir_open (argv[1], 0, &error)) == NULL)
    {
      g_printerr ("Usage: age-vectors FOLDER\n%s\n", error != NULL ? error->message : "");
      return EXIT_FAILURE;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *data = NULL;
      gsize size;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        continue;
      if (g_file_get_contents (path, &data, &size, &error))
        counts[run_vector (name, data, size)]++;
      else
        {
          g_print ("FAILED %s: %s\n", name, error->message);
          g_clear_error (&error);
          counts[FAILED]++;
        }
    }

  if (counts[SKIPPED] > 0)
    g_print ("%u skipped as unsupported by design\n", counts[SKIPPED]);
  g_print ("%u passed, %u failed\n", counts[PASSED], counts[FAILED]);

  return counts[FAILED] == 0 && counts[PASSED] > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
