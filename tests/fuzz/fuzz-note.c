/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-note.h"

#include <string.h>

/* A note that was signed for a head of the office whose id is zeros is read
 * back as that head; anything else only must not crash. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static KbSigningKey *key;
  static const guint8 genesis[KB_HASH_SIZE];
  g_autofree char *note = g_strndup ((const char *) data, size);
  g_autofree char *text = NULL;
  g_autofree char *signed_anew = NULL;
  KbChain head;

  if (key == NULL)
    {
      g_autoptr(KbSecret) seed = kb_secret_new_zeroed (KB_SIGN_SEED_SIZE);

      key = kb_signing_key_new_from_seed (seed);
    }
  text = kb_note_read_unverified ((const char *) data, size, "intake", NULL);
  if (text == NULL)
    return 0;
  signed_anew = kb_note_sign (text, "intake", key);
  if (kb_head_read (signed_anew, genesis, kb_signing_key_get_public (key), &head, NULL))
    {
      g_autofree char *again = kb_head_sign (&head, key);

      g_assert_cmpstr (again, ==, signed_anew);
    }
  kb_head_read (note, genesis, kb_signing_key_get_public (key), &head, NULL);

  return 0;
}
