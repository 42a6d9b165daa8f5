/* SPDX-License-Identifier: GPL-3.0-or-later */

/* case export: what the desktop prints of a case, as a PDF, and the entry that says so. */
#include "config.h"

#include <glib/gi18n.h>

#include "kb-ctl-case.h"
#include "kb-paper.h"

typedef struct
{
  const char *number;
  char       *output;
  char       *logo;
  gboolean    sheet;
  gboolean    force;
} Wanted;

static KbCase *
load_case (KbCtlSession  *session,
           const char    *number,
           GError       **error)
{
  g_autoptr(GPtrArray) cases = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  guint32 id;

  if (!kb_ctl_case_find (session, number, &id, error) ||
      (cases = kb_store_load_cases (session->store, &id, 1, error)) == NULL ||
      (entries = kb_store_load_entries (session->store, id, error)) == NULL)
    return NULL;

  return kb_sync_make_case (session->sync, g_ptr_array_index (cases, 0), entries, error);
}

static KbPaper *
new_sheet (KbLetterhead  *letterhead,
           KbCase        *kase,
           gint64         now,
           GError       **error)
{
  const char *json = kb_case_fields_get_value (kb_case_get_state (kase)->fields, KB_WORK_SHEET);
  g_autoptr(KbSheet) sheet = NULL;

  if (*json == '\0')
    {
      g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_NOT_FOUND,
                           _("This case has no review sheet yet"));
      return NULL;
    }
  sheet = kb_sheet_from_json (json, error);

  return sheet != NULL ? kb_paper_new_sheet (letterhead, kase, sheet, now) : NULL;
}

static KbPaper *
new_paper (KbCtlSession  *session,
           KbCase        *kase,
           const Wanted  *wanted,
           GError       **error)
{
  g_autoptr(GHashTable) settings = kb_sync_dup_settings (session->sync);
  g_autofree char *office = kb_sync_dup_office (session->sync);
  g_autoptr(KbLetterhead) letterhead =
    kb_letterhead_new (office != NULL ? office : "", g_hash_table_lookup (settings, "letterhead"),
                       wanted->logo);
  const GError *fault = kb_letterhead_get_error (letterhead);
  g_autoptr(KbClocks) clocks = kb_clocks_new (settings);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  KbChain head;

  if (fault != NULL)
    g_printerr ("%s\n", fault->message);
  if (wanted->sheet)
    return new_sheet (letterhead, kase, now, error);
  kb_sync_get_head (session->sync, kb_case_get_state (kase)->stream, &head);

  return kb_paper_new_case (letterhead, kase, clocks, &head, now);
}

static gboolean
export (KbCtl         *ctl,
        const Wanted  *wanted,
        GError       **error)
{
  g_autoptr(KbCtlSession) session = kb_ctl_session_open (ctl, error);
  g_autoptr(KbCase) kase = NULL;
  g_autoptr(KbPaper) paper = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *detail = NULL;
  g_autoptr(JsonObject) members = NULL;
  g_autoptr(JsonObject) answer = json_object_new ();
  const KbCaseState *state;

  if (session == NULL || (kase = load_case (session, wanted->number, error)) == NULL ||
      (paper = new_paper (session, kase, wanted, error)) == NULL ||
      !kb_paper_write_pdf (paper, wanted->output, &digest, error))
    return FALSE;
  detail = g_strdup_printf ("%s %s", wanted->sheet ? "sheet" : "case", digest);
  members = kb_work_new_did ("export", detail);
  state = kb_case_get_state (kase);
  if (!kb_sync_write (session->sync, state->stream, state->case_id, members, error))
    {
      g_prefix_error (error, "%s ", _("The file is there, but no entry says so:"));
      return FALSE;
    }
  json_object_set_string_member (answer, "sha256", digest);
  json_object_set_int_member (answer, "pages", kb_paper_get_n_pages (paper));
  if (ctl->json)
    kb_ctl_print_json (answer);
  else
    g_print ("%s  %s\n", digest, wanted->output);

  return TRUE;
}

static gboolean
export_run (KbCtl   *ctl,
            int      argc,
            char   **argv,
            GError **error)
{
  g_autofree char *output = NULL, *logo = NULL;
  Wanted wanted = { NULL };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("The PDF to be written"), "FILE" },
    { "sheet", 0, 0, G_OPTION_ARG_NONE, &wanted.sheet, N_("The review sheet, not the whole case"),
      NULL },
    { "logo", 0, 0, G_OPTION_ARG_FILENAME, &logo, N_("The letterhead’s picture, PNG or SVG"),
      "FILE" },
    { "force", 0, 0, G_OPTION_ARG_NONE, &wanted.force, N_("Replace a file that is there"), NULL },
    { NULL }
  };

  if (!kb_ctl_parse (ctl, entries, &wanted.number, &argc, &argv, error) ||
      !kb_ctl_want (error, "--output", output, NULL))
    return FALSE;
  if (!wanted.force && g_file_test (output, G_FILE_TEST_EXISTS))
    {
      /* Translators: %s is a file. */
      g_set_error (error, KB_CTL_ERROR, KB_CTL_ERROR_REFUSED,
                   _("“%s” is there already; --force replaces it"), output);
      return FALSE;
    }
  wanted.output = output;
  wanted.logo = logo;

  return export (ctl, &wanted, error);
}

const KbCtlCommand kb_ctl_export_commands[] = {
  { "case", "export", "NUMBER", N_("Write a case as a PDF, without an identity"), export_run },
  { 0 }
};
