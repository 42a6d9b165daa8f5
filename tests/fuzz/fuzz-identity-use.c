/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-body.h"

#include <string.h>

/* The input is the clear body of an identity-use entry, as the intake reads it
 * before it releases a part. What is accepted survives another round. */
static KbEntry *
entry_with_body (GBytes *body)
{
  static KbSigningKey *key;
  KbHeader header = { .kind = KB_KIND_IDENTITY_USE, .stream = KB_STREAM_OFFICE, .author_seq = 1 };

  if (key == NULL)
    key = kb_signing_key_generate ();
  memcpy (header.author, kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE);
  kb_header_add_part (&header, KB_ROLE_BODY, body);

  return kb_entry_new (&header, &body, key);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GBytes) body = g_bytes_new (data, size);
  g_autoptr(GBytes) text = NULL;
  g_autoptr(KbEntry) entry = NULL, again = NULL;
  KbIdentityUseBody use, other;

  if (size > KB_LIMIT_BODY)
    return 0;
  entry = entry_with_body (body);
  if (!kb_body_read_identity_use (entry, &use, NULL))
    return 0;

  text = kb_body_new_identity_use (&use);
  again = entry_with_body (text);
  g_assert_true (kb_body_read_identity_use (again, &other, NULL));
  g_assert_cmpuint (use.parts, ==, other.parts);
  g_assert_cmpstr (use.purpose, ==, other.purpose);
  g_assert_cmpmem (use.complaint, KB_HASH_SIZE, other.complaint, KB_HASH_SIZE);

  return 0;
}
