/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "kb-office-private.h"

/* What the ceremonies read: the roster, who reads what, the page's hashes. */

#define DAY_SECONDS (24 * 60 * 60)

static const char *const PAGE_FILES[] = { "index.html", "en.html", "kumbang.js" };

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
      entry = kb_entry_decode (g_bytes_get_data (stored->wire, NULL),
                               g_bytes_get_size (stored->wire), error);
      if (entry == NULL || !kb_roster_apply (roster, entry, stored->place.seq, error))
        return NULL;
    }

  return g_steal_pointer (&roster);
}

GPtrArray *
kb_office_readers (const KbRoster *roster,
                   const char     *audience)
{
  GPtrArray *readers = g_ptr_array_new ();

  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);

      if (kb_roster_is_active (roster, device, G_MAXUINT64) &&
          kb_role_reads (device->role, audience))
        g_ptr_array_add (readers, (gpointer) device);
    }

  return readers;
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

/**
 * kb_office_describe:
 * @now: seconds since 1970
 * @days: validity
 *
 * Returns: (transfer full): the office's next profile, without page hashes
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
      g_autofree char *path = g_build_filename (page_dir, PAGE_FILES[i], NULL);
      g_autofree char *data = NULL;
      gsize size;

      if (!g_file_get_contents (path, &data, &size, error))
        return FALSE;
      g_hash_table_replace (profile->page, g_strdup (PAGE_FILES[i]),
                            g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) data, size));
    }

  return TRUE;
}
