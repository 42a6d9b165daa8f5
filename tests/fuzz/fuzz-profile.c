/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-profile.h"

#include <string.h>

/* What is accepted can be written, and read again as the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(KbProfile) profile = kb_profile_parse ((const char *) data, size, NULL, NULL);
  g_autoptr(KbProfile) again = NULL;
  g_autoptr(KbSecret) seed = NULL;
  g_autoptr(KbSigningKey) key = NULL;
  g_autofree char *note = NULL;

  if (profile == NULL)
    return 0;
  seed = kb_secret_new_zeroed (KB_SIGN_SEED_SIZE);
  key = kb_signing_key_new_from_seed (seed);
  note = kb_profile_sign (profile, key);
  if (strlen (note) > KB_LIMIT_NOTE)
    return 0;
  again = kb_profile_parse (note, strlen (note), kb_signing_key_get_public (key), NULL);
  g_assert_nonnull (again);
  g_assert_cmpint (again->serial, ==, profile->serial);
  g_assert_cmpstr (again->custodian, ==, profile->custodian);

  return 0;
}
