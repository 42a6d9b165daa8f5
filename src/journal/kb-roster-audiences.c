/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who was given which key. A pull asks this for each of its entries: nothing
 * here walks through all grants. */
#include "config.h"

#include "kb-base32.h"
#include "kb-roster-private.h"

#include <string.h>

#define CASE_PREFIX "case-"
#define CASE_LETTERS KB_BASE32_LENGTH (KB_CASE_ID_SIZE)

/**
 * kb_case_audience:
 * @ret_audience: (out caller-allocates): the audience that this case has of its
 *   own, should it ever be granted one
 */
void
kb_case_audience (const guint8 case_id[KB_CASE_ID_SIZE],
                  char         ret_audience[33])
{
  char letters[CASE_LETTERS + 1];
  char *at = g_stpcpy (ret_audience, CASE_PREFIX);

  kb_base32_encode (case_id, KB_CASE_ID_SIZE, letters);
  for (guint i = 0; i <= CASE_LETTERS; i++)
    at[i] = g_ascii_tolower (letters[i]);
}

/**
 * kb_case_audience_parse:
 * @ret_case_id: (out caller-allocates): untouched on failure
 *
 * Returns: whether @audience is a case's own
 */
gboolean
kb_case_audience_parse (const char *audience,
                        guint8      ret_case_id[KB_CASE_ID_SIZE])
{
  guint8 case_id[KB_CASE_ID_SIZE];
  char same[33];
  g_autofree char *letters = NULL;

  if (!g_str_has_prefix (audience, CASE_PREFIX))
    return FALSE;
  letters = g_ascii_strup (audience + strlen (CASE_PREFIX), -1);
  if (!kb_base32_decode (letters, case_id, sizeof case_id))
    return FALSE;
  kb_case_audience (case_id, same);
  if (strcmp (same, audience) != 0)
    return FALSE;
  memcpy (ret_case_id, case_id, sizeof case_id);

  return TRUE;
}

/**
 * kb_role_reads:
 *
 * Returns: whether devices of @role are ever granted the key of @audience; a
 *   case's own goes to officers and supervisors
 */
gboolean
kb_role_reads (KbDeviceRole  role,
               const char   *audience)
{
  guint8 case_id[KB_CASE_ID_SIZE];
  KbStream stream;

  if (role != KB_DEVICE_ROLE_OFFICER && role != KB_DEVICE_ROLE_SUPERVISOR)
    return FALSE;
  if (kb_stream_from_string (audience, &stream))
    return stream != KB_STREAM_ROSTER && kb_role_may_pull (role, stream);

  return kb_case_audience_parse (audience, case_id);
}

static void
epoch_free (KbEpoch *self)
{
  g_array_unref (self->holders);
  g_free (self);
}

GHashTable *
kb_roster_new_audiences (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
take_audience (KbRoster   *self,
               const char *audience)
{
  GPtrArray *epochs = g_hash_table_lookup (self->audiences, audience);

  if (epochs == NULL)
    {
      epochs = g_ptr_array_new_with_free_func ((GDestroyNotify) epoch_free);
      g_hash_table_insert (self->audiences, g_strdup (audience), epochs);
      if (g_str_has_prefix (audience, CASE_PREFIX))
        self->n_case_audiences++;
    }

  return epochs;
}

/* Takes @grant, which fits: of an epoch that exists, or of the next one. */
void
kb_roster_add_grant (KbRoster *self,
                     KbGrant  *grant,
                     guint64   seq)
{
  GPtrArray *epochs = take_audience (self, grant->audience);
  KbEpoch *epoch;

  if (grant->epoch > epochs->len)
    {
      epoch = g_new0 (KbEpoch, 1);
      epoch->since_seq = seq;
      epoch->holders = g_array_new (FALSE, FALSE, sizeof (KbHolder));
      g_ptr_array_add (epochs, epoch);
    }
  epoch = epochs->pdata[grant->epoch - 1];
  epoch->last = grant;
  for (guint i = 0; i < grant->n_devices; i++)
    {
      KbHolder holder = { kb_roster_find_device (self, grant->devices[i]), seq };

      if (!kb_epoch_is_held (epoch, holder.device, seq))
        g_array_append_val (epoch->holders, holder);
    }
  g_ptr_array_add (self->grants, grant);
}

const KbEpoch *
kb_roster_find_epoch (const KbRoster *self,
                      const char     *audience,
                      guint32         epoch,
                      guint64         roster_seq)
{
  GPtrArray *epochs = g_hash_table_lookup (self->audiences, audience);

  if (epochs == NULL)
    return NULL;
  if (epoch != 0)
    return epoch <= epochs->len ? epochs->pdata[epoch - 1] : NULL;
  for (guint i = epochs->len; i > 0; i--)
    {
      const KbEpoch *newest = epochs->pdata[i - 1];

      if (newest->since_seq <= roster_seq)
        return newest;
    }

  return NULL;
}

gboolean
kb_epoch_is_held (const KbEpoch  *self,
                  const KbDevice *device,
                  guint64         roster_seq)
{
  for (guint i = 0; i < self->holders->len; i++)
    {
      const KbHolder *holder = &g_array_index (self->holders, KbHolder, i);

      if (holder->device == device)
        return holder->since_seq <= roster_seq;
    }

  return FALSE;
}

guint
kb_roster_get_n_grants (const KbRoster *self)
{
  return self->grants->len;
}

const KbGrant *
kb_roster_get_grant (const KbRoster *self,
                     guint           i)
{
  g_return_val_if_fail (i < self->grants->len, NULL);

  return self->grants->pdata[i];
}

/**
 * kb_roster_find_grant:
 * @epoch: 0 for the newest
 *
 * Returns: (transfer none) (nullable): the last grant of that key; earlier
 *   ones of the same epoch may be sealed to other devices
 */
const KbGrant *
kb_roster_find_grant (const KbRoster *self,
                      const char     *audience,
                      guint32         epoch)
{
  const KbEpoch *found = kb_roster_find_epoch (self, audience, epoch, G_MAXUINT64);

  return found != NULL ? found->last : NULL;
}

/**
 * kb_roster_holds:
 * @epoch: 0 for the newest
 *
 * Returns: whether the key was granted to @device, by one of its grants; a
 *   device that was revoked since still holds it
 */
gboolean
kb_roster_holds (const KbRoster *self,
                 const KbDevice *device,
                 const char     *audience,
                 guint32         epoch)
{
  const KbEpoch *found = kb_roster_find_epoch (self, audience, epoch, G_MAXUINT64);

  return found != NULL && kb_epoch_is_held (found, device, G_MAXUINT64);
}

/**
 * kb_roster_get_newest_epoch:
 *
 * Returns: number of the newest epoch of @audience that was granted up to
 *   @roster_seq; 0 for none
 */
guint32
kb_roster_get_newest_epoch (const KbRoster *self,
                            const char     *audience,
                            guint64         roster_seq)
{
  const KbEpoch *newest = kb_roster_find_epoch (self, audience, 0, roster_seq);

  return newest != NULL ? newest->last->epoch : 0;
}

/**
 * kb_roster_get_epoch_since:
 * @epoch: from 1
 *
 * Returns: the roster seq of the first grant of that epoch; 0 where there is none
 */
guint64
kb_roster_get_epoch_since (const KbRoster *self,
                           const char     *audience,
                           guint32         epoch)
{
  const KbEpoch *found;

  g_return_val_if_fail (epoch > 0, 0);

  found = kb_roster_find_epoch (self, audience, epoch, G_MAXUINT64);

  return found != NULL ? found->since_seq : 0;
}

/**
 * kb_roster_get_case_audience:
 * @stream: the case's
 * @ret_audience: (out caller-allocates): whose newest epoch entries of this
 *   case are sealed to: the stream's, or the case's own once it was granted
 */
void
kb_roster_get_case_audience (const KbRoster *self,
                             KbStream        stream,
                             const guint8    case_id[KB_CASE_ID_SIZE],
                             char            ret_audience[33])
{
  kb_case_audience (case_id, ret_audience);
  if (!g_hash_table_contains (self->audiences, ret_audience))
    g_strlcpy (ret_audience, kb_stream_to_string (stream), 33);
}
