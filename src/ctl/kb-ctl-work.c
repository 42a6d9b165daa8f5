/* SPDX-License-Identifier: GPL-3.0-or-later */

/* case …: what a person changes in a case. It is kept here and goes with the next sync. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "kb-ctl-case.h"
#include "kb-sheet.h"

static gboolean
load_state (KbCtlSession  *session,
            const char    *number,
            KbCaseState  **ret_state,
            GError       **error)
{
  g_autoptr(GPtrArray) cases = NULL;
  guint32 id;

  if (!kb_ctl_case_find (session, number, &id, error) ||
      (cases = kb_store_load_cases (session->store, &id, 1, error)) == NULL)
    return FALSE;
  *ret_state = kb_case_state_load (((KbStoredCase *) cases->pdata[0])->snapshot, error);

  return *ret_state != NULL;
}

/* Everyone's reader would refuse it: better said here than set aside there. */
static gboolean
check_members (JsonObject  *members,
               GError     **error)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), members);
  g_autoptr(GBytes) plain = NULL;
  char *text;
  gboolean ok;

  json_object_set_int_member (members, "v", 1);
  text = json_to_string (node, FALSE);
  plain = g_bytes_new_take (text, strlen (text));
  ok = kb_work_check (plain, NULL);
  json_object_remove_member (members, "v");

  return ok || kb_ctl_usage_error (error, _("The change is empty, too long or of no known form"));
}

static gboolean
write_change (KbCtl       *ctl,
              const char  *number,
              JsonObject  *members,
              GError     **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(KbCaseState) state = NULL;

  if (!check_members (members, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !load_state (session, number, &state, error) ||
      !kb_sync_write (session->sync, state->stream, state->case_id, members, error))
    return FALSE;
  if (!ctl->json)
    g_print ("%s\n", _("Kept; it is sent with the next sync."));

  return TRUE;
}

static gboolean
note_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_autoptr(KbSecret) text = NULL;
  g_autoptr(JsonObject) members = NULL;
  g_autofree char *note = NULL;
  const char *number;

  if (!kb_ctl_parse (ctl, NULL, &number, &argc, &argv, error) ||
      (text = kb_ctl_read_fd (STDIN_FILENO, 4 * KB_LIMIT_NOTE_CHARS, error)) == NULL)
    return FALSE;
  note = g_strndup ((const char *) kb_secret_get_data (text), kb_secret_get_size (text));
  if (!g_utf8_validate (note, -1, NULL))
    return kb_ctl_usage_error (error, _("The note is not text"));
  members = kb_work_new (KB_WORK_NOTE, NULL, g_strstrip (note));

  return write_change (ctl, number, members, error);
}

static gboolean
tell_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  gboolean asks = FALSE;
  const GOptionEntry entries[] = {
    { "asks", 0, 0, G_OPTION_ARG_NONE, &asks, N_("The office waits for the answer"), NULL },
    { NULL }
  };
  g_autofree char *text = NULL;
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(KbCaseState) state = NULL;
  const char *number;
  JsonObject *content;

  if (!kb_ctl_parse (ctl, entries, &number, &argc, &argv, error) ||
      (text = kb_ctl_read_message (error)) == NULL ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !load_state (session, number, &state, error))
    return FALSE;
  content = json_object_new ();
  json_object_set_string_member (content, "kind", "message");
  json_object_set_string_member (content, "text", text);
  if (asks)
    json_object_set_boolean_member (content, "asks", TRUE);
  if (!kb_sync_tell (session->sync, state->stream, state->case_id, content, error))
    return FALSE;
  if (!ctl->json)
    g_print ("%s\n", _("Kept; it is sent with the next sync."));

  return TRUE;
}

static gboolean
assign_run (KbCtl   *ctl,
            int      argc,
            char   **argv,
            GError **error)
{
  g_autofree char *device = NULL;
  gboolean nobody = FALSE;
  const GOptionEntry entries[] = {
    { "device", 0, 0, G_OPTION_ARG_STRING, &device, N_("The person's device"), "HEX" },
    { "nobody", 0, 0, G_OPTION_ARG_NONE, &nobody, N_("Take the assignment back"), NULL },
    { NULL }
  };
  g_autoptr(JsonObject) members = NULL;
  const char *number;

  if (!kb_ctl_parse (ctl, entries, &number, &argc, &argv, error))
    return FALSE;
  if ((device != NULL) == nobody)
    return kb_ctl_usage_error (error, _("Either --device or --nobody is needed"));
  members = kb_work_new (KB_WORK_SET, KB_WORK_ASSIGNEE, nobody ? "" : device);

  return write_change (ctl, number, members, error);
}

static gboolean
set_run (KbCtl   *ctl,
         int      argc,
         char   **argv,
         GError **error)
{
  g_autofree char *field = NULL, *value = NULL;
  const GOptionEntry entries[] = {
    { "field", 0, 0, G_OPTION_ARG_STRING, &field, N_("Which field"), "NAME" },
    { "value", 0, 0, G_OPTION_ARG_STRING, &value, N_("What it shall be"), "TEXT" },
    { NULL }
  };
  g_autoptr(JsonObject) members = NULL;
  const char *number;

  if (!kb_ctl_parse (ctl, entries, &number, &argc, &argv, error) ||
      !kb_ctl_want (error, "--field", field, "--value", value != NULL ? "given" : NULL, NULL))
    return FALSE;
  members = kb_work_new (KB_WORK_SET, field, value);

  return write_change (ctl, number, members, error);
}

/* What settles a conflict is judged by the fold. */
static gboolean
check_move (KbCtlSession       *session,
            const KbCaseState  *state,
            const char         *to,
            const char         *reason,
            GError            **error)
{
  const KbField *field = kb_case_fields_find (state->fields, KB_WORK_STATUS, FALSE);
  g_autofree char *group = kb_case_state_dup_sheet_group (state);

  if (field != NULL && kb_field_is_in_conflict (field))
    return TRUE;
  switch (kb_workflow_judge (state->status->code, to, session->membership->role, *reason != '\0',
                             *group != '\0'))
    {
    case KB_MOVE_ALLOWED:
      return TRUE;
    case KB_MOVE_ROLE:
      return kb_ctl_usage_error (error, _("Your role does not make this move"));
    case KB_MOVE_REASON:
      return kb_ctl_usage_error (error, _("This move needs a --reason"));
    case KB_MOVE_SHEET:
      return kb_ctl_usage_error (error, _("The review sheet is not saved yet"));
    case KB_MOVE_UNKNOWN:
    default:
      return kb_ctl_usage_error (error, _("From “%s” there is no move to “%s”"),
                                 state->status->code, to);
    }
}

static gboolean
move_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_autofree char *to = NULL, *reason = NULL;
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_("The status, by its code"), "STATUS" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_("Why"), "TEXT" },
    { NULL }
  };
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(KbCaseState) state = NULL;
  g_autoptr(JsonObject) members = NULL;
  const char *number, *why;

  if (!kb_ctl_parse (ctl, entries, &number, &argc, &argv, error) ||
      !kb_ctl_want (error, "--to", to, NULL) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !load_state (session, number, &state, error))
    return FALSE;
  state = kb_sync_fold_waiting (session->sync, g_steal_pointer (&state));
  why = reason != NULL ? reason : "";
  members = kb_work_new_move (state->status->code, to, why);
  if (!check_move (session, state, to, why, error) || !check_members (members, error) ||
      !kb_sync_write (session->sync, state->stream, state->case_id, members, error))
    return FALSE;
  if (!ctl->json)
    g_print ("%s\n", _("Kept; it is sent with the next sync."));

  return TRUE;
}

static gboolean
sheet_run (KbCtl   *ctl,
           int      argc,
           char   **argv,
           GError **error)
{
  g_autoptr(KbSecret) text = NULL;
  g_autoptr(KbSheet) sheet = NULL;
  g_autoptr(JsonObject) members = NULL;
  g_autofree char *json = NULL;
  const char *number;

  if (!kb_ctl_parse (ctl, NULL, &number, &argc, &argv, error) ||
      (text = kb_ctl_read_fd (STDIN_FILENO, KB_LIMIT_STORY, error)) == NULL)
    return FALSE;
  json = g_strndup ((const char *) kb_secret_get_data (text), kb_secret_get_size (text));
  sheet = kb_sheet_from_json (json, NULL);
  if (sheet == NULL)
    return kb_ctl_usage_error (error, _("Not a review sheet"));
  members = kb_work_new_sheet (sheet);

  return write_change (ctl, number, members, error);
}

static gboolean
tag_run (KbCtl   *ctl,
         int      argc,
         char   **argv,
         GError **error)
{
  g_autofree char *added = NULL, *removed = NULL;
  const GOptionEntry entries[] = {
    { "add", 0, 0, G_OPTION_ARG_STRING, &added, N_("A tag to add"), "TAG" },
    { "remove", 0, 0, G_OPTION_ARG_STRING, &removed, N_("A tag to remove"), "TAG" },
    { NULL }
  };
  g_autoptr(JsonObject) members = NULL;
  const char *number;

  if (!kb_ctl_parse (ctl, entries, &number, &argc, &argv, error))
    return FALSE;
  if ((added != NULL) == (removed != NULL))
    return kb_ctl_usage_error (error, _("Either --add or --remove is needed"));
  members = kb_work_new (added != NULL ? KB_WORK_ADD : KB_WORK_REMOVE, KB_WORK_TAGS,
                         added != NULL ? added : removed);

  return write_change (ctl, number, members, error);
}

static GArray *
read_devices (GStrv    texts,
              GError **error)
{
  g_autoptr(GArray) devices = g_array_new (FALSE, FALSE, KB_SIGN_PUBLIC_SIZE);

  for (guint i = 0; i == 0 || (texts != NULL && texts[i] != NULL); i++)
    {
      guint8 device[KB_SIGN_PUBLIC_SIZE];

      if (!kb_ctl_want_hex ("--device", texts != NULL ? texts[i] : NULL, device, sizeof device,
                            error))
        return NULL;
      g_array_append_vals (devices, device, 1);
    }

  return g_steal_pointer (&devices);
}

static gboolean
exclude_run (KbCtl   *ctl,
             int      argc,
             char   **argv,
             GError **error)
{
  g_auto(GStrv) texts = NULL;
  const GOptionEntry entries[] = {
    { "device", 0, 0, G_OPTION_ARG_STRING_ARRAY, &texts,
      N_("An officer’s device; may be given several times"), "HEX" },
    { NULL }
  };
  g_autoptr(GArray) devices = NULL;
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(KbCaseState) state = NULL;
  const char *number;
  KbOffice office;

  if (!kb_ctl_parse (ctl, entries, &number, &argc, &argv, error) ||
      (devices = read_devices (texts, error)) == NULL ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !load_state (session, number, &state, error))
    return FALSE;
  office = kb_ctl_session_office (session);
  if (!kb_ceremony_exclude (&office, state->stream, state->case_id, (gconstpointer) devices->data,
                            devices->len, NULL, error))
    return FALSE;
  if (!ctl->json)
    g_print ("%s\n", _("What is written from now on is sealed without them. What they have read "
                       "can’t be recalled."));

  return TRUE;
}

static gboolean
widen_run (KbCtl   *ctl,
           int      argc,
           char   **argv,
           GError **error)
{
  int recovery_fd = -1;
  const GOptionEntry entries[] = {
    { "recovery-fd", 0, 0, G_OPTION_ARG_INT, &recovery_fd,
      N_("Descriptor with the recovery sheet: the second person where there is one supervisor"),
      "N" },
    { NULL }
  };
  g_autoptr(KbRecovery) second = NULL;
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(KbCaseState) state = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  const char *number;
  gboolean proposed = FALSE;
  KbOffice office;

  if (!kb_ctl_parse (ctl, entries, &number, &argc, &argv, error) ||
      (recovery_fd >= 0 && (second = kb_ctl_read_sheet (recovery_fd, error)) == NULL) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !load_state (session, number, &state, error))
    return FALSE;
  office = kb_ctl_session_office (session);
  if (!kb_ceremony_widen (&office, state->case_id, second, &proposed, NULL, error))
    return FALSE;
  json_object_set_boolean_member (object, "proposed", proposed);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    g_print ("%s\n", proposed ? _("Proposed. Another supervisor has to agree with “office second”.")
                              : _("The case team has the case now."));

  return TRUE;
}

const KbCtlCommand kb_ctl_work_commands[] = {
  { "case", "note", "NUMBER", N_("Add an internal note, read from standard input"), note_run },
  { "case", "tell", "NUMBER", N_("Write to the reporter, read from standard input"), tell_run },
  { "case", "assign", "NUMBER", N_("Assign a case to a person"), assign_run },
  { "case", "set", "NUMBER", N_("Set a field of a case; settles a conflict"), set_run },
  { "case", "move", "NUMBER", N_("Move a case to another status"), move_run },
  { "case", "sheet", "NUMBER", N_("Save the review sheet, read as JSON from standard input"),
    sheet_run },
  { "case", "tag", "NUMBER", N_("Add or remove a tag of a case"), tag_run },
  { "case", "exclude", "NUMBER", N_("Seal a case without certain officers"), exclude_run },
  { "case", "widen", "NUMBER", N_("Open a leadership case to the case team, with a second person"),
    widen_run },
  { 0 }
};
