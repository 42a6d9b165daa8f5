/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the office chooses instead of the program's presets. */
#include "config.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "kb-ctl-session.h"
#include "kb-json.h"
#include "kb-limits.h"
#include "kb-roster-bodies.h"

static void
print_setting (KbCtl      *ctl,
               const char *section,
               const char *value)
{
  g_autoptr(JsonObject) object = NULL;
  g_autofree char *clean = NULL;

  if (!ctl->json)
    {
      clean = kb_ctl_clean (value);
      g_print ("%s  %s\n", section, clean);
      return;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "section", section);
  json_object_set_object_member (object, "value",
                                 kb_json_parse (value, strlen (value), KB_LIMIT_BODY, NULL));
  kb_ctl_print_json (object);
}

static gboolean
settings_run (KbCtl   *ctl,
              int      argc,
              char   **argv,
              GError **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(GHashTable) settings = NULL;
  g_autoptr(GList) sections = NULL;

  if (!kb_ctl_parse (ctl, NULL, NULL, &argc, &argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL)
    return FALSE;
  settings = kb_sync_dup_settings (session->sync);
  sections = g_list_sort (g_hash_table_get_keys (settings), (GCompareFunc) strcmp);
  for (GList *l = sections; l != NULL; l = l->next)
    print_setting (ctl, l->data, g_hash_table_lookup (settings, l->data));
  if (sections == NULL && !ctl->json)
    g_print (_("The office has changed none of the presets.\n"));

  return TRUE;
}

/* Standard input, as JSON of the section's form, without needless spaces. */
static char *
read_value (const char  *section,
            GError     **error)
{
  g_autoptr(KbSecret) text = kb_ctl_read_fd (STDIN_FILENO, KB_LIMIT_BODY, error);
  g_autoptr(JsonObject) value = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) local = NULL;
  g_autofree char *line = NULL;

  if (text == NULL)
    return NULL;
  value = kb_json_parse (kb_secret_get_data (text), kb_secret_get_size (text), KB_LIMIT_BODY,
                         &local);
  if (value != NULL)
    line = kb_json_to_string (value);
  if (line != NULL)
    body = kb_roster_settings_body (section, line, &local);
  if (body == NULL)
    {
      kb_ctl_usage_error (error, _("This is not what “%s” can be set to: %s"), section,
                          local->message);
      return NULL;
    }

  return g_steal_pointer (&line);
}

static gboolean
set_run (KbCtl   *ctl,
         int      argc,
         char   **argv,
         GError **error)
{
  const char *section;
  g_autoptr(KbCtlSession) session = NULL;
  g_autofree char *value = NULL;
  KbOffice office;

  if (!kb_ctl_parse (ctl, NULL, &section, &argc, &argv, error) ||
      (value = read_value (section, error)) == NULL ||
      (session = kb_ctl_session_open (ctl, error)) == NULL)
    return FALSE;
  office = kb_ctl_session_office (session);
  if (!kb_ceremony_set_setting (&office, section, value, NULL, error))
    return FALSE;
  print_setting (ctl, section, value);

  return TRUE;
}

const KbCtlCommand kb_ctl_settings_commands[] = {
  { "office", "settings", NULL, N_("What the office chose instead of the presets"), settings_run },
  { "office", "set", "SECTION", N_("Choose it, from JSON on standard input"), set_run },
  { 0 }
};
