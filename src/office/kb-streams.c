/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may read a case: without certain officers, or with the whole case team. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-age-open.h"
#include "kb-office-private.h"

static gboolean
is_among (const KbDevice *device,
          const guint8  (*devices)[KB_SIGN_PUBLIC_SIZE],
          guint           n_devices)
{
  for (guint i = 0; i < n_devices; i++)
    if (memcmp (device->sign, devices[i], KB_SIGN_PUBLIC_SIZE) == 0)
      return TRUE;

  return FALSE;
}

/* A supervisor hands out the keys: to leave one out would only look like something. */
static gboolean
check_officers (const KbRoster  *roster,
                const guint8   (*devices)[KB_SIGN_PUBLIC_SIZE],
                guint            n_devices,
                GError         **error)
{
  for (guint i = 0; i < n_devices; i++)
    {
      const KbDevice *device = kb_roster_find_device (roster, devices[i]);

      if (device == NULL || device->role != KB_DEVICE_ROLE_OFFICER)
        return kb_office_state_error (error, _("Only officers can be excluded from a case"));
    }

  return TRUE;
}

static gboolean
holds_any (const KbRoster  *roster,
           const char      *audience,
           const guint8   (*devices)[KB_SIGN_PUBLIC_SIZE],
           guint            n_devices)
{
  for (guint i = 0; i < n_devices; i++)
    if (kb_roster_holds (roster, kb_roster_find_device (roster, devices[i]), audience, 0))
      return TRUE;

  return FALSE;
}

/* Those who read the case now, but for the excluded. */
static GPtrArray *
list_remaining (const KbRoster  *roster,
                const char      *audience,
                const guint8   (*devices)[KB_SIGN_PUBLIC_SIZE],
                guint            n_devices)
{
  GPtrArray *remaining = g_ptr_array_new ();

  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);

      if (kb_roster_is_active (roster, device, G_MAXUINT64) &&
          (device->role == KB_DEVICE_ROLE_SUPERVISOR ||
           kb_roster_holds (roster, device, audience, 0)) &&
          !is_among (device, devices, n_devices))
        g_ptr_array_add (remaining, (gpointer) device);
    }

  return remaining;
}

/**
 * kb_ceremony_exclude:
 * @stream: of the case
 * @devices: officers'
 *
 * Whoever was excluded before stays so. What they have read can't be recalled.
 *
 * Returns: whether what is written of the case from now on is sealed without
 *   them; that they were excluded already is no error
 */
gboolean
kb_ceremony_exclude (const KbOffice  *office,
                     KbStream         stream,
                     const guint8     case_id[KB_CASE_ID_SIZE],
                     const guint8   (*devices)[KB_SIGN_PUBLIC_SIZE],
                     guint            n_devices,
                     GCancellable    *cancellable,
                     GError         **error)
{
  g_autoptr(KbRoster) roster = kb_office_begin (office, cancellable, error);
  g_autoptr(KbAgeIdentity) secret = NULL;
  g_autoptr(GPtrArray) remaining = NULL;
  char own[KB_LIMIT_AUDIENCE + 1];
  char present[KB_LIMIT_AUDIENCE + 1];
  const KbGrant *latest;
  guint32 case_row;

  if (roster == NULL || !kb_store_find_case (office->store, stream, case_id, &case_row, error) ||
      !check_officers (roster, devices, n_devices, error))
    return FALSE;
  kb_case_audience (case_id, own);
  kb_roster_get_case_audience (roster, stream, case_id, present);
  if (!holds_any (roster, present, devices, n_devices))
    return TRUE;

  latest = kb_roster_find_grant (roster, own, 0);
  remaining = list_remaining (roster, present, devices, n_devices);
  secret = kb_age_identity_generate ();

  return kb_office_grant (office, roster, own, latest != NULL ? latest->epoch + 1 : 1, secret,
                          remaining, cancellable, error);
}

static KbStoredEntry *
find_complaint (GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      KbStoredEntry *stored = entries->pdata[i];
      g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, NULL);

      if (entry != NULL && kb_entry_get_header (entry)->kind == KB_KIND_COMPLAINT &&
          stored->quarantine == 0 && stored->plain != NULL)
        return stored;
    }

  return NULL;
}

/* The story of a leadership case as this desktop opened it, and the id of its entry. */
static GBytes *
load_story (const KbOffice  *office,
            const guint8     case_id[KB_CASE_ID_SIZE],
            guint8           ret_complaint[KB_HASH_SIZE],
            GError         **error)
{
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(KbEntry) entry = NULL;
  KbStoredEntry *stored;
  guint32 case_row;

  if (!kb_store_find_case (office->store, KB_STREAM_LEADERSHIP, case_id, &case_row, error) ||
      (entries = kb_store_load_entries (office->store, case_row, error)) == NULL)
    return NULL;
  stored = find_complaint (entries);
  if (stored == NULL)
    {
      kb_office_state_error (error, _("This computer can't read the case"));
      return NULL;
    }
  entry = kb_entry_decode_bytes (stored->wire, NULL);
  memcpy (ret_complaint, kb_entry_get_id (entry), KB_HASH_SIZE);

  return g_bytes_ref (stored->plain);
}

static gboolean
check_not_widened (const KbOffice  *office,
                   const guint8     case_id[KB_CASE_ID_SIZE],
                   GError         **error)
{
  g_autoptr(GError) local = NULL;
  guint32 case_row;

  if (kb_store_find_case (office->store, KB_STREAM_OFFICE, case_id, &case_row, &local))
    return kb_office_state_error (error, _("The case team has this case already"));
  if (g_error_matches (local, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

gboolean
kb_office_push_widening (const KbOffice     *office,
                         const KbRoster     *roster,
                         const KbStatement  *statement,
                         GBytes             *body,
                         GCancellable       *cancellable,
                         GError            **error)
{
  const KbGrant *grant = kb_roster_find_grant (roster, kb_stream_to_string (KB_STREAM_OFFICE), 0);
  guint8 complaint[KB_HASH_SIZE];
  g_autoptr(GBytes) story = NULL;
  g_autoptr(KbEntry) entry = NULL;
  KbAuthorship authorship;

  if (!check_not_widened (office, statement->case_id, error) ||
      (story = load_story (office, statement->case_id, complaint, error)) == NULL)
    return FALSE;
  if (grant == NULL || memcmp (complaint, statement->complaint, KB_HASH_SIZE) != 0)
    return kb_office_state_error (error, _("The proposal is about another complaint than the one "
                                           "that this computer holds"));
  kb_sync_get_authorship (office->sync, KB_STREAM_OFFICE, kb_office_now (), &authorship);
  entry = kb_compose_widening (&authorship, statement->case_id, body, story, grant->epoch,
                               grant->recipient, error);

  return entry != NULL && kb_sync_push (office->sync, entry, cancellable, error);
}

/**
 * kb_ceremony_widen:
 * @case_id: a leadership case that this desktop reads
 *
 * The story goes to the case team; the identity stays with the custodian.
 *
 * Returns: whether the case is in the office's stream, or was proposed
 */
gboolean
kb_ceremony_widen (const KbOffice  *office,
                   const guint8     case_id[KB_CASE_ID_SIZE],
                   KbRecovery      *second,
                   gboolean        *ret_proposed,
                   GCancellable    *cancellable,
                   GError         **error)
{
  g_autoptr(KbRoster) roster = kb_office_begin (office, cancellable, error);
  guint8 complaint[KB_HASH_SIZE];
  g_autoptr(GBytes) story = NULL;
  g_autofree char *statement = NULL;

  if (roster == NULL || !check_not_widened (office, case_id, error) ||
      (story = load_story (office, case_id, complaint, error)) == NULL)
    return FALSE;
  statement = kb_roster_widening_statement (case_id, complaint);

  return kb_office_two_persons (office, roster, statement, second, ret_proposed, cancellable,
                                error);
}
