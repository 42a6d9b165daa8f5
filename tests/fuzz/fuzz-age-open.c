/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-age-open.h"

#include <string.h>

#define MAX_PLAINTEXT (256 * 1024)

/* The identity of the public test vectors, of which the corpus is made, and
 * their passphrase with a work factor that is quick. */
static void
make_identities (KbAgeIdentity *ret_identities[2])
{
  static const char key[] =
    "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";
  g_autoptr(KbSecret) text = kb_secret_new (key, strlen (key));
  g_autoptr(KbSecret) passphrase = kb_secret_new ("password", 8);

  ret_identities[0] = kb_age_identity_parse (text, NULL);
  ret_identities[1] = kb_age_identity_new_scrypt (passphrase, 10);
}

static GBytes *
read_stream (GInputStream *stream)
{
  g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();

  if (g_output_stream_splice (out, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL) < 0)
    return NULL;

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

/* Both ways of opening agree on every input. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static KbAgeIdentity *identities[2];
  g_autoptr(GBytes) whole = NULL;
  g_autoptr(GBytes) streamed = NULL;
  g_autoptr(GInputStream) base = NULL;
  g_autoptr(GInputStream) stream = NULL;

  if (size > MAX_PLAINTEXT)
    return 0;
  if (identities[0] == NULL)
    make_identities (identities);

  whole = kb_age_open (data, size, identities, G_N_ELEMENTS (identities), MAX_PLAINTEXT, NULL);
  base = g_memory_input_stream_new_from_data (data, size, NULL);
  stream = kb_age_open_stream_new (base, identities, G_N_ELEMENTS (identities));
  streamed = read_stream (stream);

  g_assert_true ((whole == NULL) == (streamed == NULL));
  g_assert_true (whole == NULL || g_bytes_equal (whole, streamed));

  return 0;
}
