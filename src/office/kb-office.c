/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "kb-age-open.h"
#include "kb-endpoint.h"
#include "kb-office-private.h"
#include "kb-token.h"

/* What the ceremonies share: the roster, an entry of it, the page's hashes. */

#define DAY_SECONDS (24 * 60 * 60)

static const struct
{
  const char *name;
  const char *path;             /* on the server */
} PAGE_FILES[] = {
  { "index.html", "" },
  { "en.html", "en" },
  { "kumbang.js", "kumbang.js" },
  { "kembali.js", "kembali.js" },
};

gint64
kb_office_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

gboolean
kb_office_state_error (GError     **error,
                       const char  *message)
{
  g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_STATE, message);
  return FALSE;
}

/**
 * kb_office_read_roster:
 *
 * Returns: (transfer full): folded anew from the store's verified entries
 */
KbRoster *
kb_office_read_roster (const KbOffice  *office,
                       GError         **error)
{
  g_autoptr(KbRoster) roster = kb_roster_new ();
  g_autoptr(GPtrArray) entries = kb_store_load_stream (office->store, KB_STREAM_ROSTER, 0,
                                                       G_MAXUINT, error);

  if (entries == NULL)
    return NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      KbStoredEntry *stored = g_ptr_array_index (entries, i);
      g_autoptr(KbEntry) entry = NULL;

      if (stored->quarantine != 0)
        continue;
      entry = kb_entry_decode_bytes (stored->wire, error);
      if (entry == NULL || !kb_roster_apply (roster, entry, stored->place.seq, error))
        return NULL;
    }

  return g_steal_pointer (&roster);
}

/**
 * kb_office_begin:
 *
 * Returns: (transfer full): the roster after a pull; %NULL also where another
 *   program's entry of this device could not be seen
 */
KbRoster *
kb_office_begin (const KbOffice  *office,
                 GCancellable    *cancellable,
                 GError         **error)
{
  if (!kb_sync_pull (office->sync, cancellable, NULL, error))
    return NULL;

  return kb_office_read_roster (office, error);
}

gboolean
kb_office_push_body (const KbOffice  *office,
                     KbKind           kind,
                     GBytes          *body,
                     GCancellable    *cancellable,
                     GError         **error)
{
  g_autoptr(KbEntry) entry = NULL;
  KbAuthorship authorship;

  kb_sync_get_authorship (office->sync, KB_STREAM_ROSTER, kb_office_now (), &authorship);
  entry = kb_compose_roster (&authorship, kind, body);

  return kb_sync_push (office->sync, entry, cancellable, error);
}

/**
 * kb_ceremony_set_setting:
 *
 * Returns: whether it is in the verified chain; %KB_ROSTER_ERROR_MALFORMED
 *   where the value is not one
 */
gboolean
kb_ceremony_set_setting (const KbOffice  *office,
                         const char      *section,
                         const char      *value,
                         GCancellable    *cancellable,
                         GError         **error)
{
  g_autoptr(GBytes) body = kb_roster_settings_body (section, value, error);
  g_autoptr(KbRoster) roster = NULL;
  g_autoptr(GHashTable) settings = NULL;

  if (body == NULL || (roster = kb_office_begin (office, cancellable, error)) == NULL)
    return FALSE;
  settings = kb_roster_dup_settings (roster);
  if (g_strcmp0 (g_hash_table_lookup (settings, section), value) == 0)
    return TRUE;

  return kb_office_push_body (office, KB_KIND_SETTINGS, body, cancellable, error);
}

/**
 * kb_office_grant:
 * @devices: (element-type KbDevice): one or more
 *
 * Devices that had the secret before keep it.
 */
gboolean
kb_office_grant (const KbOffice  *office,
                 const KbRoster  *roster,
                 const char      *audience,
                 guint32          epoch,
                 KbAgeIdentity   *secret,
                 GPtrArray       *devices,
                 GCancellable    *cancellable,
                 GError         **error)
{
  g_autoptr(KbSecret) text = kb_age_identity_to_secret (secret);
  g_autofree char *recipient = kb_age_identity_get_recipient (secret);

  for (guint i = 0; i < devices->len; i += KB_LIMIT_GRANT_DEVICES)
    {
      g_autoptr(KbEntry) entry = NULL;
      KbAuthorship authorship;

      kb_sync_get_authorship (office->sync, KB_STREAM_ROSTER, kb_office_now (), &authorship);
      entry = kb_compose_grant (&authorship, audience, epoch, text, recipient,
                                (const KbDevice *const *) devices->pdata + i,
                                MIN (devices->len - i, KB_LIMIT_GRANT_DEVICES),
                                kb_roster_get_recovery_age (roster), error);
      if (entry == NULL || !kb_sync_push (office->sync, entry, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

void
kb_office_describe_device (KbMembership *membership,
                           KbDeviceRole  role,
                           const char   *recipient,
                           KbDevice     *ret_device)
{
  g_autofree char *age = kb_age_identity_get_recipient (membership->device_age);
  KbDevice device = { .name = membership->name, .role = role };

  memcpy (device.sign, kb_signing_key_get_public (membership->device), sizeof device.sign);
  g_strlcpy (device.age, age, sizeof device.age);
  kb_token_hash (membership->token, device.token);
  if (recipient != NULL)
    g_strlcpy (device.recipient, recipient, sizeof device.recipient);
  *ret_device = device;
}

static void
add_recipient (KbProfile      *profile,
               const KbRoster *roster,
               const char     *audience)
{
  const KbGrant *grant = kb_roster_find_grant (roster, audience, 0);
  KbProfileRecipient *recipient;

  if (grant == NULL)
    return;
  recipient = &profile->recipients[profile->n_recipients++];
  g_strlcpy (recipient->audience, audience, sizeof recipient->audience);
  g_strlcpy (recipient->recipient, grant->recipient, sizeof recipient->recipient);
  recipient->epoch = grant->epoch;
}

static void
copy_page (KbProfile       *profile,
           const KbProfile *before)
{
  GHashTableIter iter;
  gpointer name, hash;

  g_hash_table_iter_init (&iter, before->page);
  while (g_hash_table_iter_next (&iter, &name, &hash))
    g_hash_table_replace (profile->page, g_strdup (name), g_strdup (hash));
}

/**
 * kb_office_describe:
 * @now: seconds since 1970
 * @days: validity
 *
 * Returns: (transfer full): the office's next profile, with the page's hashes
 *   as they were
 */
KbProfile *
kb_office_describe (const KbRoster *roster,
                    gint64          now,
                    guint           days)
{
  KbProfile *profile = kb_profile_new ();
  const KbProfile *before = kb_roster_get_profile (roster);
  const KbAppointment *custodian = kb_roster_get_custodian (roster, G_MAXUINT64);

  memcpy (profile->genesis, kb_roster_get_genesis (roster), KB_HASH_SIZE);
  profile->serial = before != NULL ? before->serial + 1 : 1;
  profile->issued = now;
  profile->not_after = now + (gint64) days * DAY_SECONDS;
  profile->office = g_strdup (kb_roster_get_office (roster));
  add_recipient (profile, roster, "office");
  add_recipient (profile, roster, "leadership");
  if (custodian != NULL)
    {
      g_strlcpy (profile->custodian, custodian->recipient, sizeof profile->custodian);
      profile->custodian_title = g_strdup (custodian->title);
      profile->custodian_since = custodian->since;
    }
  if (before != NULL)
    copy_page (profile, before);

  return profile;
}

/**
 * kb_office_hash_page:
 *
 * Returns: whether the SHA-256 of each of the page's files is in @profile
 */
gboolean
kb_office_hash_page (KbProfile   *profile,
                     const char  *page_dir,
                     GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (PAGE_FILES); i++)
    {
      g_autofree char *path = g_build_filename (page_dir, PAGE_FILES[i].name, NULL);
      g_autofree char *data = NULL;
      gsize size;

      if (!g_file_get_contents (path, &data, &size, error))
        return FALSE;
      g_hash_table_replace (profile->page, g_strdup (PAGE_FILES[i].name),
                            g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) data, size));
    }

  return TRUE;
}

/**
 * kb_office_adopt_page:
 *
 * The page as the server gives it to strangers now: what an office begins with that was
 * founded without a folder of the page. From then on another page is an alarm. A
 * server without a page, or one that does not answer, leaves @profile without.
 */
void
kb_office_adopt_page (KbProfile           *profile,
                      const KbMembership  *membership,
                      GCancellable        *cancellable)
{
  g_autoptr(KbEndpoint) stranger = kb_endpoint_new (membership->endpoint, membership->ca_file,
                                                    NULL);

  if (stranger == NULL)
    return;
  kb_endpoint_be_a_stranger (stranger);
  for (guint i = 0; i < G_N_ELEMENTS (PAGE_FILES); i++)
    {
      g_autoptr(GBytes) file = kb_endpoint_get_page_file (stranger, PAGE_FILES[i].path,
                                                          cancellable, NULL);

      if (file == NULL)
        {
          g_hash_table_remove_all (profile->page);
          return;
        }
      g_hash_table_replace (profile->page, g_strdup (PAGE_FILES[i].name),
                            g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file));
    }
}
