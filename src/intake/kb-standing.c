/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-standing.h"

#include <string.h>

struct _KbStanding
{
  guint8     intake[KB_SIGN_PUBLIC_SIZE];
  KbRoster  *roster;
  GPtrArray *profiles;          /* of KbProfile, oldest first */
};

/**
 * kb_standing_new:
 * @intake: the public key of this intake
 *
 * Returns: (transfer full): the standing before the genesis entry
 */
KbStanding *
kb_standing_new (const guint8 intake[KB_SIGN_PUBLIC_SIZE])
{
  KbStanding *self = g_new0 (KbStanding, 1);

  memcpy (self->intake, intake, sizeof self->intake);
  self->roster = kb_roster_new ();
  self->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_profile_free);

  return self;
}

void
kb_standing_free (KbStanding *self)
{
  if (self == NULL)
    return;
  kb_roster_free (self->roster);
  g_ptr_array_unref (self->profiles);
  g_free (self);
}

/* What was stored was accepted once; an entry that is not accepted any more is
 * left out, as every desktop leaves it out. */
static gboolean
apply_stored (const KbPlace *place,
              gconstpointer  frame,
              gsize          size,
              gpointer       data)
{
  KbStanding *self = data;
  g_autoptr(KbEntry) entry = kb_entry_decode (frame, size, NULL);

  if (entry != NULL)
    kb_standing_apply (self, entry, place->seq, NULL);

  return TRUE;
}

/**
 * kb_standing_load:
 *
 * Returns: (transfer full): the standing after all stored roster entries, or
 *   %NULL with a #KbStorageError
 */
KbStanding *
kb_standing_load (KbStorage     *storage,
                  const guint8   intake[KB_SIGN_PUBLIC_SIZE],
                  GError       **error)
{
  g_autoptr(KbStanding) self = kb_standing_new (intake);

  if (!kb_storage_each (storage, KB_STREAM_ROSTER, 0, G_MAXINT32, apply_stored, self, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
keep_profile (KbStanding *self)
{
  const char *note = kb_roster_get_profile_note (self->roster);
  KbProfile *profile = kb_profile_parse (note, strlen (note), NULL, NULL);

  if (profile != NULL)
    g_ptr_array_add (self->profiles, profile);
}

/**
 * kb_standing_apply:
 *
 * Folds one roster entry; nothing changes when it is not accepted.
 */
gboolean
kb_standing_apply (KbStanding  *self,
                   KbEntry     *entry,
                   guint64      seq,
                   GError     **error)
{
  if (!kb_roster_apply (self->roster, entry, seq, error))
    return FALSE;
  if (kb_entry_get_header (entry)->kind == KB_KIND_PROFILE)
    keep_profile (self);

  return TRUE;
}

/**
 * kb_standing_names_intake:
 *
 * Returns: whether @genesis pins the key of this intake
 */
gboolean
kb_standing_names_intake (KbStanding *self,
                          KbEntry    *genesis)
{
  g_autoptr(KbRoster) roster = kb_roster_new ();

  return kb_roster_apply (roster, genesis, 1, NULL) &&
         memcmp (kb_roster_get_intake_key (roster), self->intake, sizeof self->intake) == 0;
}

const KbRoster *
kb_standing_get_roster (KbStanding *self)
{
  return self->roster;
}

/**
 * kb_standing_get_genesis:
 *
 * Returns: (nullable) (array fixed-size=32): the genesis id, or %NULL before it
 */
const guint8 *
kb_standing_get_genesis (KbStanding *self)
{
  return kb_roster_is_empty (self->roster) ? NULL : kb_roster_get_genesis (self->roster);
}

/**
 * kb_standing_find_profile:
 *
 * Returns: (nullable): the profile whose note has this hash, expired or not
 */
const KbProfile *
kb_standing_find_profile (KbStanding   *self,
                          const guint8  hash[KB_HASH_SIZE])
{
  for (guint i = self->profiles->len; i-- > 0;)
    {
      const KbProfile *profile = g_ptr_array_index (self->profiles, i);

      if (memcmp (profile->hash, hash, KB_HASH_SIZE) == 0)
        return profile;
    }

  return NULL;
}
