/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "age-testing.h"

#include <string.h>

KbSecret *
testing_secret (const char *text)
{
  return kb_secret_new (text, strlen (text));
}

KbAgeRecipient *
testing_recipient (KbAgeIdentity *identity)
{
  return kb_age_recipient_new_x25519 (kb_age_identity_get_public (identity));
}

/* Bytes in which no two chunks are alike. */
GBytes *
testing_plaintext (gsize size)
{
  guint8 *data = g_malloc (MAX (size, 1));

  for (gsize i = 0; i < size; i++)
    data[i] = i ^ i >> 8 ^ i >> 16;

  return g_bytes_new_take (data, size);
}

GBytes *
testing_seal (GBytes        *plaintext,
              KbAgeIdentity *identity)
{
  g_autoptr(KbAgeRecipient) recipient = testing_recipient (identity);
  g_autoptr(GError) error = NULL;
  gsize size;
  gconstpointer data = g_bytes_get_data (plaintext, &size);
  GBytes *file = kb_age_seal (data, size, &recipient, 1, &error);

  g_assert_no_error (error);

  return file;
}

GBytes *
testing_open (GBytes         *file,
              KbAgeIdentity  *identity,
              GError        **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (file, &size);

  return kb_age_open (data, size, &identity, 1, NO_LIMIT, error);
}

/* What the stream released, with or without @error at its end. */
GBytes *
testing_open_stream (GBytes         *file,
                     KbAgeIdentity  *identity,
                     gsize           read_size,
                     GError        **error)
{
  g_autoptr(GInputStream) base = g_memory_input_stream_new_from_bytes (file);
  g_autoptr(GInputStream) stream = kb_age_open_stream_new (base, &identity, 1);
  g_autofree guint8 *buffer = g_malloc (read_size);
  GByteArray *released = g_byte_array_new ();
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, read_size, NULL, error)) > 0)
    g_byte_array_append (released, buffer, n);

  return g_byte_array_free_to_bytes (released);
}

/* The header and the nonce after it. */
gsize
testing_header_size (GBytes *file)
{
  const char *text = g_bytes_get_data (file, NULL);
  const char *mac = g_strstr_len (text, g_bytes_get_size (file), "\n--- ");

  return mac + 5 + 43 + 1 + 16 - text;
}

GBytes *
testing_flip (GBytes *file,
              gsize   at)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (file, &size);
  guint8 *copy = g_memdup2 (data, size);

  copy[at] ^= 1 << at % 8;

  return g_bytes_new_take (copy, size);
}
