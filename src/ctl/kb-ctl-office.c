/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a supervisor keeps in order: keys and profile, and what two persons decide. */
#include "config.h"

#include <glib/gi18n.h>

#include "kb-ctl-session.h"
#include "kb-limits.h"
#include "kb-roster-bodies.h"

static gboolean
mend_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_autofree char *page = NULL;
  const GOptionEntry entries[] = {
    { "page", 0, 0, G_OPTION_ARG_FILENAME, &page,
      N_("Folder of the citizen’s page, as the server serves it"), "DIR" },
    { NULL }
  };
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  KbChain before, after;
  KbOffice office;

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !kb_ctl_session_pull (session, NULL, error))
    return FALSE;
  office = kb_ctl_session_office (session);
  if (!kb_store_get_head (session->store, KB_STREAM_ROSTER, &before, error) ||
      !kb_ceremony_mend (&office, page, NULL, error) ||
      !kb_store_get_head (session->store, KB_STREAM_ROSTER, &after, error))
    return FALSE;

  json_object_set_int_member (object, "entries", after.seq - before.seq);
  if (ctl->json)
    kb_ctl_print_json (object);
  else if (after.seq == before.seq)
    g_print (_("Nothing is lacking.\n"));
  else
    g_print (ngettext ("%u entry was written.\n", "%u entries were written.\n",
                       (guint) (after.seq - before.seq)), (guint) (after.seq - before.seq));

  return TRUE;
}

static const char *const statement_names[] = {
  [KB_STATEMENT_DEVICE] = "device",
  [KB_STATEMENT_APPOINTMENT] = "appointment",
  [KB_STATEMENT_WIDENING] = "widening",
};

/* Whom or what it is about, as far as this desktop can say it in one name. */
static char *
name_subject (const KbRoster    *roster,
              const KbStatement *statement)
{
  const KbDevice *device;

  if (statement->kind == KB_STATEMENT_DEVICE)
    return g_strdup (statement->device->name);
  if (statement->kind == KB_STATEMENT_WIDENING)
    return kb_registration_number (statement->complaint);
  device = kb_roster_find_device (roster, statement->appointment->device);

  return g_strdup (device != NULL ? device->name : "");
}

static void
print_proposal (KbCtl            *ctl,
                const KbRoster   *roster,
                const KbProposal *proposal)
{
  g_autoptr(KbStatement) statement = kb_statement_parse (proposal->statement, NULL);
  const KbDevice *by = kb_roster_find_device (roster, proposal->key);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *subject = NULL;
  g_autofree char *words = kb_ceremony_proposal_words (roster, proposal);

  if (statement == NULL)
    return;
  subject = name_subject (roster, statement);
  if (!ctl->json)
    {
      g_autofree char *clean = kb_ctl_clean (subject);
      g_autofree char *name = kb_ctl_clean (by != NULL ? by->name : "");

      g_print ("%" G_GUINT64_FORMAT "  %s  %s  (%s)  %s\n", proposal->seq,
               statement_names[statement->kind], clean, name, words != NULL ? words : "");
      return;
    }
  json_object_set_int_member (object, "seq", proposal->seq);
  json_object_set_string_member (object, "kind", statement_names[statement->kind]);
  json_object_set_string_member (object, "subject", subject);
  json_object_set_string_member (object, "by", by != NULL ? by->name : "");
  if (words != NULL)
    json_object_set_string_member (object, "words", words);
  kb_ctl_print_json (object);
}

static gboolean
proposals_run (KbCtl   *ctl,
               int      argc,
               char   **argv,
               GError **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(KbRoster) roster = NULL;

  if (!kb_ctl_parse (ctl, NULL, NULL, &argc, &argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !kb_ctl_session_pull (session, NULL, error))
    return FALSE;
  roster = kb_sync_dup_roster (session->sync);
  for (guint i = 0; i < kb_roster_get_n_proposals (roster); i++)
    print_proposal (ctl, roster, kb_roster_get_proposal (roster, i));

  return TRUE;
}

static gboolean
second_run (KbCtl   *ctl,
            int      argc,
            char   **argv,
            GError **error)
{
  const char *word;
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  KbOffice office;
  guint64 seq;

  if (!kb_ctl_parse (ctl, NULL, &word, &argc, &argv, error))
    return FALSE;
  if (!g_ascii_string_to_unsigned (word, 10, 1, G_MAXINT64, &seq, NULL))
    return kb_ctl_usage_error (error, _("A proposal is named by its number, see “office "
                                        "proposals”"));
  session = kb_ctl_session_open (ctl, error);
  if (session == NULL)
    return FALSE;
  office = kb_ctl_session_office (session);
  if (!kb_ceremony_second (&office, seq, NULL, error))
    return FALSE;

  json_object_set_int_member (object, "seq", seq);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    g_print (_("The proposal is carried out.\n"));

  return TRUE;
}

static gboolean
publish_run (KbCtl   *ctl,
             int      argc,
             char   **argv,
             GError **error)
{
  g_autofree char *page = NULL;
  int days = KB_LIMIT_PROFILE_DAYS;
  const GOptionEntry entries[] = {
    { "page", 0, 0, G_OPTION_ARG_FILENAME, &page,
      N_("Folder of the citizen’s page, as the server serves it"), "DIR" },
    { "days", 0, 0, G_OPTION_ARG_INT, &days, N_("How long it is valid; 30 at most"), "N" },
    { NULL }
  };
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  KbOffice office;

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error))
    return FALSE;
  if (days < 1 || days > (int) KB_LIMIT_PROFILE_DAYS)
    return kb_ctl_usage_error (error, _("A profile is valid for 1 to %u days"),
                               KB_LIMIT_PROFILE_DAYS);

  session = kb_ctl_session_open (ctl, error);
  if (session == NULL || !kb_ctl_session_pull (session, NULL, error))
    return FALSE;
  office = kb_ctl_session_office (session);
  if (!kb_ceremony_publish_profile (&office, page, days, NULL, error))
    return FALSE;

  json_object_set_int_member (object, "days", days);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    g_print (ngettext ("The profile is published, valid for %d day.\n",
                       "The profile is published, valid for %d days.\n", days), days);

  return TRUE;
}

const KbCtlCommand kb_ctl_office_commands[] = {
  { "office", "mend", NULL, N_("Hand out the keys that are lacking, renew the profile"), mend_run },
  { "office", "proposals", NULL, N_("What another supervisor has to agree to"), proposals_run },
  { "office", "second", "NUMBER", N_("Agree to a proposal, as the second person"), second_run },
  { "profile", "publish", NULL, N_("Sign what reporters’ browsers need to know"), publish_run },
  { 0 }
};
