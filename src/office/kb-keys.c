/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who holds which key, and what reporters are told: brought to what the roster demands, one entry
 * at a time. Each step looks at the roster anew, so that it does not matter who began and where it
 * broke off. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-age-open.h"
#include "kb-office-private.h"

#define WEEK_SECONDS (7 * 24 * 60 * 60)

static gboolean
is_active (const KbRoster *roster,
           const KbDevice *device)
{
  return kb_roster_is_active (roster, device, G_MAXUINT64);
}

/* "office", "leadership", and each case's own; names owned by the roster. */
static GPtrArray *
list_audiences (const KbRoster *roster)
{
  GPtrArray *audiences = g_ptr_array_new ();

  g_ptr_array_add (audiences, (gpointer) kb_stream_to_string (KB_STREAM_OFFICE));
  g_ptr_array_add (audiences, (gpointer) kb_stream_to_string (KB_STREAM_LEADERSHIP));
  for (guint i = 0; i < kb_roster_get_n_grants (roster); i++)
    {
      const KbGrant *grant = kb_roster_get_grant (roster, i);

      if (!g_ptr_array_find_with_equal_func (audiences, grant->audience, g_str_equal, NULL))
        g_ptr_array_add (audiences, (gpointer) grant->audience);
    }

  return audiences;
}

static gboolean
is_case_audience (const char *audience)
{
  KbStream stream;

  return !kb_stream_from_string (audience, &stream);
}

/* Who gets a key without being asked for: of a case's own, supervisors only. An officer who was
 * excluded, or who came later, is let in by nobody's desktop by itself. */
static gboolean
is_entitled (const KbRoster *roster,
             const KbDevice *device,
             const char     *audience)
{
  return is_active (roster, device) && kb_role_reads (device->role, audience) &&
         (device->role == KB_DEVICE_ROLE_SUPERVISOR || !is_case_audience (audience));
}

/* The epoch that is to be made next, 0 for none: the first one, or one without the revoked. */
static guint32
lacking_epoch (const KbRoster *roster,
               const char     *audience)
{
  const KbGrant *latest = kb_roster_find_grant (roster, audience, 0);

  if (latest == NULL)
    return 1;
  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);

      if (!is_active (roster, device) && kb_roster_holds (roster, device, audience, latest->epoch))
        return latest->epoch + 1;
    }

  return 0;
}

/* Who is to have the next epoch: those entitled, and in a case those who have the present one. */
static GPtrArray *
list_heirs (const KbRoster *roster,
            const char     *audience)
{
  GPtrArray *devices = g_ptr_array_new ();

  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);

      if (is_entitled (roster, device, audience) ||
          (is_active (roster, device) && kb_roster_holds (roster, device, audience, 0)))
        g_ptr_array_add (devices, (gpointer) device);
    }

  return devices;
}

static GPtrArray *
list_newcomers (const KbRoster *roster,
                const char     *audience,
                guint32         epoch)
{
  GPtrArray *devices = g_ptr_array_new ();

  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);

      if (is_entitled (roster, device, audience) &&
          !kb_roster_holds (roster, device, audience, epoch))
        g_ptr_array_add (devices, (gpointer) device);
    }

  return devices;
}

static gboolean
make_epoch (const KbOffice  *office,
            const char      *audience,
            GCancellable    *cancellable,
            GError         **error)
{
  g_autoptr(KbRoster) roster = kb_office_read_roster (office, error);
  g_autoptr(KbAgeIdentity) secret = NULL;
  g_autoptr(GPtrArray) heirs = NULL;
  guint32 epoch;

  if (roster == NULL)
    return FALSE;
  epoch = lacking_epoch (roster, audience);
  if (epoch == 0)
    return TRUE;
  secret = kb_age_identity_generate ();
  heirs = list_heirs (roster, audience);

  return kb_office_grant (office, roster, audience, epoch, secret, heirs, cancellable, error);
}

/* A desktop hands on only what it holds; what it lacks, another supervisor's has. */
static gboolean
hand_on (const KbOffice  *office,
         const KbRoster  *roster,
         const char      *audience,
         guint32          epoch,
         GCancellable    *cancellable,
         GError         **error)
{
  g_autoptr(GPtrArray) newcomers = list_newcomers (roster, audience, epoch);
  g_autofree char *item = g_strdup_printf ("audience/%s/%u", audience, epoch);
  g_autoptr(KbSecret) text = NULL;
  g_autoptr(KbAgeIdentity) secret = NULL;
  g_autoptr(GError) local = NULL;

  if (newcomers->len == 0)
    return TRUE;
  text = kb_keyring_lookup (office->membership->keyring, item, cancellable, &local);
  if (g_error_matches (local, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING))
    return TRUE;
  if (text == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  secret = kb_age_identity_parse (text, error);

  return secret != NULL && kb_office_grant (office, roster, audience, epoch, secret, newcomers,
                                            cancellable, error);
}

static gboolean
mend_audience (const KbOffice  *office,
               const char      *audience,
               GCancellable    *cancellable,
               GError         **error)
{
  g_autoptr(KbRoster) roster = NULL;
  const KbGrant *latest;

  if (!make_epoch (office, audience, cancellable, error) ||
      (roster = kb_office_read_roster (office, error)) == NULL)
    return FALSE;
  latest = kb_roster_find_grant (roster, audience, 0);
  for (guint32 epoch = 1; latest != NULL && epoch <= latest->epoch; epoch++)
    if (!hand_on (office, roster, audience, epoch, cancellable, error))
      return FALSE;

  return TRUE;
}

static gboolean
same_recipients (const KbProfile *a,
                 const KbProfile *b)
{
  if (a->n_recipients != b->n_recipients)
    return FALSE;
  for (guint i = 0; i < a->n_recipients; i++)
    if (strcmp (a->recipients[i].audience, b->recipients[i].audience) != 0 ||
        a->recipients[i].epoch != b->recipients[i].epoch ||
        strcmp (a->recipients[i].recipient, b->recipients[i].recipient) != 0)
      return FALSE;

  return TRUE;
}

static gboolean
same_page (const KbProfile *a,
           const KbProfile *b)
{
  GHashTableIter iter;
  gpointer name, hash;

  if (g_hash_table_size (a->page) != g_hash_table_size (b->page))
    return FALSE;
  g_hash_table_iter_init (&iter, a->page);
  while (g_hash_table_iter_next (&iter, &name, &hash))
    if (g_strcmp0 (g_hash_table_lookup (b->page, name), hash) != 0)
      return FALSE;

  return TRUE;
}

/* Does the published profile say what @next would, for another week? */
static gboolean
profile_suffices (const KbRoster  *roster,
                  const KbProfile *next,
                  gint64           now)
{
  const KbProfile *present = kb_roster_get_profile (roster);

  return present != NULL && present->not_after >= now + WEEK_SECONDS &&
         same_recipients (present, next) && same_page (present, next) &&
         strcmp (present->custodian, next->custodian) == 0 &&
         g_strcmp0 (present->custodian_title, next->custodian_title) == 0;
}

static gboolean
publish (const KbOffice   *office,
         const KbProfile  *profile,
         GCancellable     *cancellable,
         GError          **error)
{
  g_autofree char *note = kb_profile_sign (profile, office->membership->device);
  g_autoptr(GBytes) body = g_bytes_new (note, strlen (note));

  return kb_office_push_body (office, KB_KIND_PROFILE, body, cancellable, error);
}

static gboolean
mend_profile (const KbOffice  *office,
              const char      *page_dir,
              GCancellable    *cancellable,
              GError         **error)
{
  g_autoptr(KbRoster) roster = kb_office_read_roster (office, error);
  g_autoptr(KbProfile) next = NULL;
  gint64 now = kb_office_now ();

  if (roster == NULL)
    return FALSE;
  next = kb_office_describe (roster, now, KB_LIMIT_PROFILE_DAYS);
  if (page_dir != NULL && !kb_office_hash_page (next, page_dir, error))
    return FALSE;
  if (g_hash_table_size (next->page) == 0)
    kb_office_adopt_page (next, office->membership, cancellable);

  return profile_suffices (roster, next, now) || publish (office, next, cancellable, error);
}

/**
 * kb_ceremony_mend:
 * @page_dir: (nullable): folder of the page that the server serves
 *
 * Returns: whether nothing is lacking that this desktop can supply
 */
gboolean
kb_ceremony_mend (const KbOffice  *office,
                  const char      *page_dir,
                  GCancellable    *cancellable,
                  GError         **error)
{
  g_autoptr(KbRoster) roster = kb_office_begin (office, cancellable, error);
  g_autoptr(GPtrArray) audiences = NULL;

  if (roster == NULL)
    return FALSE;
  audiences = list_audiences (roster);
  for (guint i = 0; i < audiences->len; i++)
    if (!mend_audience (office, audiences->pdata[i], cancellable, error))
      return FALSE;

  return mend_profile (office, page_dir, cancellable, error);
}

/**
 * kb_office_lacks:
 * @now: seconds since 1970
 *
 * Returns: whether kb_ceremony_mend() on some supervisor's desktop has work
 */
gboolean
kb_office_lacks (const KbRoster *roster,
                 gint64          now)
{
  g_autoptr(GPtrArray) audiences = list_audiences (roster);
  g_autoptr(KbProfile) next = kb_office_describe (roster, now, KB_LIMIT_PROFILE_DAYS);

  for (guint i = 0; i < audiences->len; i++)
    {
      const char *audience = audiences->pdata[i];
      const KbGrant *latest = kb_roster_find_grant (roster, audience, 0);

      if (lacking_epoch (roster, audience) != 0)
        return TRUE;
      for (guint32 epoch = 1; epoch <= latest->epoch; epoch++)
        {
          g_autoptr(GPtrArray) newcomers = list_newcomers (roster, audience, epoch);

          if (newcomers->len > 0)
            return TRUE;
        }
    }

  return !profile_suffices (roster, next, now);
}

/**
 * kb_ceremony_publish_profile:
 * @page_dir: (nullable): folder of the page that the intake serves
 * @days: validity, at most %KB_LIMIT_PROFILE_DAYS
 *
 * Returns: whether the new profile is in the verified chain
 */
gboolean
kb_ceremony_publish_profile (const KbOffice  *office,
                             const char      *page_dir,
                             guint            days,
                             GCancellable    *cancellable,
                             GError         **error)
{
  g_autoptr(KbRoster) roster = kb_office_begin (office, cancellable, error);
  g_autoptr(KbProfile) profile = NULL;

  if (roster == NULL)
    return FALSE;
  profile = kb_office_describe (roster, kb_office_now (), MIN (days, KB_LIMIT_PROFILE_DAYS));
  if (page_dir != NULL && !kb_office_hash_page (profile, page_dir, error))
    return FALSE;

  return publish (office, profile, cancellable, error);
}

/**
 * kb_ceremony_revoke:
 * @device: any but this one
 *
 * A device that is revoked already leaves only the mending to do.
 *
 * Returns: whether it writes and pulls no more, and new complaints are sealed
 *   without it
 */
gboolean
kb_ceremony_revoke (const KbOffice  *office,
                    const guint8     device[KB_SIGN_PUBLIC_SIZE],
                    GCancellable    *cancellable,
                    GError         **error)
{
  g_autoptr(KbRoster) roster = NULL;
  g_autoptr(GBytes) body = kb_roster_revocation_body (device);
  const KbDevice *found;

  if (memcmp (device, kb_signing_key_get_public (office->membership->device),
              KB_SIGN_PUBLIC_SIZE) == 0)
    return kb_office_state_error (error, _("This computer can't revoke itself: another "
                                           "supervisor's does that"));
  roster = kb_office_begin (office, cancellable, error);
  if (roster == NULL)
    return FALSE;
  found = kb_roster_find_device (roster, device);
  if (found == NULL)
    return kb_office_state_error (error, _("No such computer is enrolled"));

  return (!is_active (roster, found) ||
          kb_office_push_body (office, KB_KIND_REVOCATION, body, cancellable, error)) &&
         kb_ceremony_mend (office, NULL, cancellable, error);
}
