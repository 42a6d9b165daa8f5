/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-custody.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "kb-age-open.h"
#include "kb-age-seal.h"
#include "kb-limits.h"

#define RECIPIENT_ITEM "custodian-recipient"

/* Distinct characters stand for the alphabet a person draws from: a repeated
 * letter adds nothing. Words are worth less than their letters: 11 bits each,
 * as if from a list of 2,048. The lower of both counts. */
static double
estimate_bits (const guint8 *text,
               gsize         size)
{
  gboolean seen[256] = { FALSE };
  guint distinct = 0;
  guint words = 0;
  gboolean in_word = FALSE;
  double by_letters;

  for (gsize i = 0; i < size; i++)
    {
      gboolean letter = text[i] != ' ';

      words += letter && !in_word;
      in_word = letter;
      distinct += !seen[text[i]];
      seen[text[i]] = TRUE;
    }
  by_letters = distinct > 1 ? size * log2 (distinct) : 0;

  return words >= 3 ? MIN (by_letters, words * 11.0) : by_letters * 0.7;
}

/**
 * kb_passphrase_strength:
 * @passphrase: UTF-8 without terminator
 *
 * Works inside the guarded memory, which a dictionary's library does not.
 *
 * Returns: 0 for under 20 bits, 1 under 36, 2 under 50, 3 under 65, else 4
 */
guint
kb_passphrase_strength (KbSecret *passphrase)
{
  static const double steps[] = { 20, 36, 50, 65 };
  double bits = estimate_bits (kb_secret_get_data (passphrase), kb_secret_get_size (passphrase));
  guint strength = 0;

  while (strength < G_N_ELEMENTS (steps) && bits >= steps[strength])
    strength++;

  return strength;
}

static gboolean
check_passphrase (KbSecret  *passphrase,
                  GError   **error)
{
  gsize size = kb_secret_get_size (passphrase);

  if (size <= KB_LIMIT_PASSPHRASE && kb_passphrase_strength (passphrase) >= KB_PASSPHRASE_TAKEN)
    return TRUE;

  g_set_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_PASSPHRASE,
               _("The passphrase is too weak or longer than %u bytes: take four or more words"),
               KB_LIMIT_PASSPHRASE);
  return FALSE;
}

static gboolean
keep (KbKeyring     *keyring,
      GBytes        *wrapped,
      const char    *recipient,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr(KbSecret) key = kb_secret_new (g_bytes_get_data (wrapped, NULL),
                                            g_bytes_get_size (wrapped));
  g_autoptr(KbSecret) name = kb_secret_new (recipient, strlen (recipient));

  return kb_keyring_store (keyring, KB_KEYRING_CUSTODIAN, key, cancellable, error) &&
         kb_keyring_store (keyring, RECIPIENT_ITEM, name, cancellable, error);
}

/**
 * kb_custody_set_up:
 * @keyring: of the custodian's desktop
 * @passphrase: UTF-8; kb_passphrase_strength() of at least 2
 * @log_n: scrypt's work factor, %KB_CUSTODY_LOG_N outside of tests
 *
 * Makes an X25519 key, seals it under the passphrase as an armored age file,
 * which the stock tool opens too, and keeps that in the keyring. A key that is
 * there already is never replaced: identities may be sealed to it.
 *
 * Returns: (transfer full): the recipient for the appointment, or %NULL with a
 *   #KbOfficeError or #KbKeyringError
 */
char *
kb_custody_set_up (KbKeyring     *keyring,
                   KbSecret      *passphrase,
                   guint          log_n,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(KbAgeRecipient) scrypt = NULL;
  g_autoptr(KbAgeIdentity) identity = NULL;
  g_autoptr(KbSecret) text = NULL;
  g_autoptr(KbSecret) present = NULL;
  g_autoptr(GBytes) file = NULL;
  g_autoptr(GBytes) wrapped = NULL;
  g_autofree char *recipient = NULL;
  g_autoptr(GError) local = NULL;

  if (!check_passphrase (passphrase, error))
    return NULL;
  present = kb_keyring_lookup (keyring, KB_KEYRING_CUSTODIAN, cancellable, &local);
  if (present != NULL)
    {
      g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_STATE,
                           _("This keyring holds a custodian's key already"));
      return NULL;
    }
  if (!g_error_matches (local, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }

  identity = kb_age_identity_generate ();
  text = kb_age_identity_to_secret (identity);
  recipient = kb_age_identity_get_recipient (identity);
  scrypt = kb_age_recipient_new_scrypt (passphrase, log_n);
  file = kb_age_seal (kb_secret_get_data (text), kb_secret_get_size (text), &scrypt, 1, error);
  if (file == NULL)
    return NULL;
  wrapped = kb_age_armor_encode (file);
  if (!keep (keyring, wrapped, recipient, cancellable, error))
    return NULL;

  return g_steal_pointer (&recipient);
}

/**
 * kb_custody_dup_recipient:
 *
 * Returns: (transfer full) (nullable): the recipient that kb_custody_set_up()
 *   made; %NULL without an error where this keyring holds no custodian's key
 */
char *
kb_custody_dup_recipient (KbKeyring     *keyring,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(KbSecret) name = kb_keyring_lookup (keyring, RECIPIENT_ITEM, cancellable, &local);

  if (name != NULL)
    return g_strndup ((const char *) kb_secret_get_data (name), kb_secret_get_size (name));
  if (!g_error_matches (local, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING))
    g_propagate_error (error, g_steal_pointer (&local));

  return NULL;
}
