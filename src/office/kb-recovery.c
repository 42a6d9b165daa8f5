/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-recovery.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#include "kb-age-open.h"

#define TITLE "kumbang-recovery-1"
#define HEX_SIZE (2 * KB_SIGN_SEED_SIZE)

G_DEFINE_QUARK (kb-office-error-quark, kb_office_error)

KbRecovery *
kb_recovery_generate (void)
{
  KbRecovery *self = g_new0 (KbRecovery, 1);

  self->sign = kb_signing_key_generate ();
  self->age = kb_age_identity_generate ();

  return self;
}

void
kb_recovery_free (KbRecovery *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->sign, kb_signing_key_unref);
  g_clear_pointer (&self->age, kb_age_identity_unref);
  g_free (self);
}

/**
 * kb_recovery_to_text:
 *
 * Three lines: a title, the Ed25519 seed in hexadecimal, the age identity.
 *
 * Returns: (transfer full): what is printed on the recovery sheet
 */
KbSecret *
kb_recovery_to_text (KbRecovery *self)
{
  g_autoptr(KbSecret) seed = kb_secret_ref (kb_signing_key_get_seed (self->sign));
  g_autoptr(KbSecret) age = kb_age_identity_to_secret (self->age);
  gsize n_title = strlen (TITLE "\n");
  gsize n_age = kb_secret_get_size (age);
  KbSecret *text = kb_secret_new_zeroed (n_title + HEX_SIZE + 1 + n_age + 1);
  char *out = (char *) kb_secret_get_writable (text);

  memcpy (out, TITLE "\n", n_title);
  /* Writes a terminator where the line's end goes. */
  sodium_bin2hex (out + n_title, HEX_SIZE + 1, kb_secret_get_data (seed), KB_SIGN_SEED_SIZE);
  out[n_title + HEX_SIZE] = '\n';
  memcpy (out + n_title + HEX_SIZE + 1, kb_secret_get_data (age), n_age);
  out[n_title + HEX_SIZE + 1 + n_age] = '\n';

  return text;
}

static gsize
trimmed_size (KbSecret *text)
{
  const guint8 *data = kb_secret_get_data (text);
  gsize size = kb_secret_get_size (text);

  while (size > 0 && g_ascii_isspace (data[size - 1]))
    size--;

  return size;
}

/**
 * kb_recovery_from_text:
 * @text: as kb_recovery_to_text() made it; space at the end is forgiven
 *
 * Returns: (transfer full): the keys, or %NULL with %KB_OFFICE_ERROR_RECOVERY
 */
KbRecovery *
kb_recovery_from_text (KbSecret  *text,
                       GError   **error)
{
  const char *in = (const char *) kb_secret_get_data (text);
  gsize size = trimmed_size (text);
  gsize n_title = strlen (TITLE "\n");
  gsize n_keys = n_title + HEX_SIZE + 1;
  g_autoptr(KbSecret) seed = kb_secret_new_zeroed (KB_SIGN_SEED_SIZE);
  g_autoptr(KbSecret) age = NULL;
  g_autoptr(KbRecovery) self = g_new0 (KbRecovery, 1);
  gsize n_seed = 0;

  if (size > n_keys && memcmp (in, TITLE "\n", n_title) == 0 && in[n_keys - 1] == '\n' &&
      sodium_hex2bin (kb_secret_get_writable (seed), KB_SIGN_SEED_SIZE, in + n_title, HEX_SIZE,
                      NULL, &n_seed, NULL) == 0 && n_seed == KB_SIGN_SEED_SIZE)
    {
      age = kb_secret_new (in + n_keys, size - n_keys);
      self->sign = kb_signing_key_new_from_seed (seed);
      self->age = kb_age_identity_parse (age, NULL);
    }
  if (self->age != NULL)
    return g_steal_pointer (&self);

  g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_RECOVERY,
                       _("The text is not a recovery sheet of this program"));
  return NULL;
}
