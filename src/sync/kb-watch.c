/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sync-private.h"

#include "kb-bytes.h"

#include <string.h>

#define WATCH_SECONDS 3600
#define META_LAST "watch/last"  /* seconds */
/* The server's profile is one of ours, but not the newest, as it can be for a
 * moment: "new" when first seen, "old" once a pull has passed over it. */
#define META_LATE "watch/late"
/* Seconds: since when pulls go through and the page does not; "" while both do. */
#define META_BLIND "watch/blind"
#define BLIND_SECONDS (24 * 3600)
#define BATCH 200

static gboolean
set_text (KbSync      *self,
          const char  *name,
          const char  *text,
          GError     **error)
{
  g_autoptr(GBytes) meta = g_bytes_new (text, strlen (text));

  return kb_store_set_meta (self->store, name, meta, error);
}

/* "" where there is none. */
static char *
get_text (KbSync     *self,
          const char *name)
{
  g_autoptr(GBytes) meta = kb_store_get_meta (self->store, name, NULL);

  return meta != NULL ? g_strndup (g_bytes_get_data (meta, NULL), g_bytes_get_size (meta))
                      : g_strdup ("");
}

/**
 * kb_sync_watch_after_pull:
 *
 * A pull has reached the server: what was late before it counts from now on.
 */
void
kb_sync_watch_after_pull (KbSync *self)
{
  g_autofree char *late = get_text (self, META_LATE);

  if (g_str_equal (late, "new"))
    set_text (self, META_LATE, "old", NULL);
}

/* Was it the office's profile once? */
static gboolean
was_ours (KbSync     *self,
          const char *note,
          GError    **error)
{
  guint64 seq = 0;

  while (TRUE)
    {
      g_autoptr(GPtrArray) entries = kb_store_load_stream (self->store, KB_STREAM_ROSTER, seq,
                                                           BATCH, error);

      if (entries == NULL || entries->len == 0)
        return FALSE;
      for (guint i = 0; i < entries->len; i++)
        {
          const KbStoredEntry *stored = entries->pdata[i];
          g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, NULL);
          GBytes *body;

          seq = stored->place.seq;
          if (entry == NULL || stored->quarantine != KB_QUARANTINE_NONE ||
              kb_entry_get_header (entry)->kind != KB_KIND_PROFILE)
            continue;
          body = kb_entry_get_part (entry, KB_ROLE_BODY, NULL);
          if (body != NULL && g_bytes_get_size (body) == strlen (note) &&
              memcmp (g_bytes_get_data (body, NULL), note, strlen (note)) == 0)
            return TRUE;
        }
    }
}

/* Newer than ours, signed by a supervisor: published since the last pull. */
static gboolean
may_come (KbSync     *self,
          const char *note)
{
  gboolean may = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < kb_roster_get_n_devices (self->ledger->roster) && !may; i++)
    {
      const KbProfile *ours = kb_roster_get_profile (self->ledger->roster);
      const KbDevice *device = kb_roster_get_device (self->ledger->roster, i);
      g_autoptr(KbProfile) theirs = NULL;

      if (device->role != KB_DEVICE_ROLE_SUPERVISOR || device->revoked_seq != 0)
        continue;
      theirs = kb_profile_parse (note, strlen (note), device->sign, NULL);
      may = theirs != NULL && (ours == NULL || theirs->serial > ours->serial) &&
            memcmp (theirs->genesis, self->membership->genesis, KB_HASH_SIZE) == 0;
    }
  g_mutex_unlock (&self->lock);

  return may;
}

static gboolean
compare_profile (KbSync      *self,
                 const char  *ours,
                 const char  *theirs,
                 GError     **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *late = NULL;

  if (g_strcmp0 (ours, theirs) == 0)
    return set_text (self, META_LATE, "", error);
  if (!may_come (self, theirs) && !was_ours (self, theirs, &local))
    {
      if (local == NULL)
        kb_sync_raise_alarm (self, "profile", 0, 0, NULL);
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return local == NULL;
    }
  late = get_text (self, META_LATE);
  if (g_str_equal (late, "old"))
    kb_sync_raise_alarm (self, "profile", 0, 0, NULL);

  return *late != '\0' || set_text (self, META_LATE, "new", error);
}

/* Did the server answer, with what no reporter should get? A redirection leads
 * a browser, and not us, elsewhere. A busy or broken server leads nobody. */
static gboolean
is_other_answer (KbEndpoint   *stranger,
                 const GError *error)
{
  guint status = kb_endpoint_get_status (stranger);

  return error->domain == KB_SYNC_ERROR && error->code != KB_SYNC_ERROR_UNREACHABLE &&
         status != 0 && status != 429 && status < 500;
}

static gboolean
watch_profile (KbSync        *self,
               KbEndpoint    *stranger,
               const char    *ours,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *theirs = kb_endpoint_get_profile (stranger, cancellable, &local);

  if (theirs != NULL)
    return compare_profile (self, ours, theirs, error);
  if (ours == NULL || !is_other_answer (stranger, local))
    {
      /* Nothing was signed yet, and nothing is served: as it should be. */
      if (ours == NULL && kb_endpoint_get_status (stranger) >= 400)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  kb_sync_raise_alarm (self, "profile", 0, 0, NULL);

  return TRUE;
}

static const char *
path_of (const char *name)
{
  if (g_str_equal (name, "index.html"))
    return "";

  return g_str_equal (name, "en.html") ? "en" : name;
}

static gboolean
watch_file (KbSync        *self,
            KbEndpoint    *stranger,
            const char    *name,
            const char    *hash,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GBytes) file = kb_endpoint_get_page_file (stranger, path_of (name), cancellable,
                                                      &local);
  g_autofree char *theirs = NULL;

  if (file == NULL && !is_other_answer (stranger, local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (file != NULL)
    theirs = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file);
  if (g_strcmp0 (theirs, hash) != 0)
    kb_sync_raise_alarm (self, "page", 0, 0, NULL);

  return TRUE;
}

/* What the office has signed: its newest note, and file names and hashes in turn. */
static GStrv
dup_signed (KbSync  *self,
            char   **ret_note)
{
  g_autoptr(GStrvBuilder) files = g_strv_builder_new ();
  const KbProfile *profile;
  GHashTableIter iter;
  gpointer name, hash;

  g_mutex_lock (&self->lock);
  profile = kb_roster_get_profile (self->ledger->roster);
  *ret_note = g_strdup (kb_roster_get_profile_note (self->ledger->roster));
  if (profile != NULL)
    {
      g_hash_table_iter_init (&iter, profile->page);
      while (g_hash_table_iter_next (&iter, &name, &hash))
        g_strv_builder_add_many (files, name, hash, NULL);
    }
  g_mutex_unlock (&self->lock);

  return g_strv_builder_end (files);
}

/**
 * kb_sync_watch_page:
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Fetches what a reporter's browser fetches, on a connection of its own and
 * without the token, and compares it with what the office has signed. Another
 * profile or page is an alarm at once; an older or a newer profile of the
 * office only when it is still there after one more pull. Blocks.
 *
 * Returns: %FALSE where something could not be fetched
 */
gboolean
kb_sync_watch_page (KbSync        *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autofree char *note = NULL;
  g_auto(GStrv) files = dup_signed (self, &note);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT,
                                          g_get_real_time () / G_USEC_PER_SEC);
  g_autoptr(KbEndpoint) stranger = kb_endpoint_new (self->membership->endpoint,
                                                    self->membership->ca_file, error);
  g_autoptr(GError) failure = NULL;

  if (stranger == NULL)
    return FALSE;
  kb_endpoint_be_a_stranger (stranger);
  /* One answer that fails does not keep the others from being looked at. */
  watch_profile (self, stranger, note, cancellable, &failure);
  for (guint i = 0; files[i] != NULL; i += 2)
    watch_file (self, stranger, files[i], files[i + 1], cancellable,
                failure == NULL ? &failure : NULL);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  return set_text (self, META_BLIND, "", error) && set_text (self, META_LAST, now, error);
}

/* A server that is down shows nobody anything, and the pull says so. One that goes on
 * with everything but what reporters get hides that from us. */
static void
note_blind (KbSync *self,
            gint64  now)
{
  g_autofree char *text = get_text (self, META_BLIND);
  gint64 since = g_ascii_strtoll (text, NULL, 10);
  gint64 last_pull;

  g_object_get (self, "last-pull", &last_pull, NULL);
  if (ABS (now - last_pull) >= WATCH_SECONDS)
    return;
  if (since > 0 && since <= now)
    {
      if (now - since >= BLIND_SECONDS)
        kb_sync_raise_alarm (self, "unseen", 0, 0, NULL);
      return;
    }
  g_free (text);
  text = g_strdup_printf ("%" G_GINT64_FORMAT, now);
  set_text (self, META_BLIND, text, NULL);
}

/**
 * kb_sync_watch_hourly:
 *
 * The same unless it was done within the hour. What can't be fetched is tried
 * again after the next pull; when pulls go through for a day meanwhile, it is an
 * alarm.
 */
void
kb_sync_watch_hourly (KbSync       *self,
                      GCancellable *cancellable)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *text = get_text (self, META_LAST);
  gint64 last = g_ascii_strtoll (text, NULL, 10);

  if ((now < last || now - last >= WATCH_SECONDS) &&
      !kb_sync_watch_page (self, cancellable, NULL) && !g_cancellable_is_cancelled (cancellable))
    note_blind (self, now);
}
