/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All of sealing, linked as the intake links it. The references to opening are
 * weak: they pull in nothing, and are set only if sealing itself does. */
#include "config.h"

#include "kb-age-seal.h"

extern char kb_age_open[] __attribute__ ((weak));
extern char kb_age_open_stream_new[] __attribute__ ((weak));
extern char kb_age_identity_new_x25519[] __attribute__ ((weak));

int
main (void)
{
  g_autoptr(KbSecret) passphrase = kb_secret_new ("rahasia", 7);
  g_autoptr(KbAgeRecipient) recipient = kb_age_recipient_new_scrypt (passphrase, 1);
  g_autoptr(GBytes) file = kb_age_seal ("halo", 4, &recipient, 1, NULL);

  g_assert_nonnull (file);
  g_assert_null (kb_age_open);
  g_assert_null (kb_age_open_stream_new);
  g_assert_null (kb_age_identity_new_x25519);

  return 0;
}
