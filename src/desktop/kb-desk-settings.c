/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-settings.h"

#include <glib/gi18n.h>

#include "kb-desk-lists.h"
#include "kb-desk-office.h"
#include "kb-desk-private.h"
#include "kb-json.h"

/* What the office chose, as of the last pull, and the clocks that follow from it. */

typedef struct
{
  char *section;
  char *value;
} KbSettingJob;

static void
kb_setting_job_free (KbSettingJob *self)
{
  g_free (self->section);
  g_free (self->value);
  g_free (self);
}

static gboolean
are_equal (GHashTable *a,
           GHashTable *b)
{
  GHashTableIter iter;
  gpointer section;
  gpointer value;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &section, &value))
    {
      if (g_strcmp0 (value, g_hash_table_lookup (b, section)) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Takes @settings. */
static void
take (KbDesk     *self,
      GHashTable *settings)
{
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_clear_pointer (&self->clocks, kb_clocks_unref);
  self->settings = settings;
  self->clocks = kb_clocks_new (settings);
}

/**
 * kb_desk_read_settings:
 * @self: the desk, whose case file is open
 *
 * Takes over what the roster says now, and tells of it where it is another.
 */
void
kb_desk_read_settings (KbDesk *self)
{
  g_autoptr (GHashTable) settings = kb_sync_dup_settings (self->office->sync);

  if (self->settings != NULL && are_equal (self->settings, settings))
    return;
  take (self, g_steal_pointer (&settings));
  kb_desk_judge_again (self);
  kb_desk_emit_settings (self);
}

/**
 * kb_desk_get_setting:
 * @self: the desk
 * @section: "clocks", "letterhead" or "holidays-YEAR"
 *
 * Returns: (transfer none) (nullable): JSON text, until "settings-changed";
 *   %NULL: the preset stands
 */
const char *
kb_desk_get_setting (KbDesk     *self,
                     const char *section)
{
  return self->settings != NULL ? g_hash_table_lookup (self->settings, section) : NULL;
}

/**
 * kb_desk_get_clocks:
 * @self: the desk
 *
 * Returns: (transfer none): the clocks as the office set them, until
 *   "settings-changed"
 */
KbClocks *
kb_desk_get_clocks (KbDesk *self)
{
  if (self->clocks == NULL)
    self->clocks = kb_clocks_new (NULL);
  return self->clocks;
}

char *
kb_desk_dup_endpoint (KbDesk *self)
{
  return self->office != NULL ? g_strdup (self->office->membership->endpoint) : NULL;
}

static gboolean
setting_job (const KbOffice  *office,
             gpointer         data,
             GCancellable    *cancellable,
             GError         **error)
{
  const KbSettingJob *job = data;

  return kb_ceremony_set_setting (office, job->section, job->value, cancellable, error);
}

/**
 * kb_desk_set_setting:
 * @self: the desk
 * @section: as for kb_desk_get_setting()
 * @value: (transfer full): what docs/protocol.md says of the section
 * @callback: (nullable): called on the main thread; ends with kb_desk_run_finish()
 * @user_data: for @callback
 *
 * Writes it into the roster, for all desktops of the office; it takes the
 * network. Supervisors only.
 */
void
kb_desk_set_setting (KbDesk              *self,
                     const char          *section,
                     JsonObject          *value,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (JsonObject) taken = value;
  KbSettingJob *job = g_new0 (KbSettingJob, 1);

  job->section = g_strdup (section);
  job->value = kb_json_to_string (taken);
  kb_desk_run_async (self, _("Writing the office's settings…"), setting_job, job,
                     (GDestroyNotify) kb_setting_job_free, self->cancellable, callback, user_data);
}
