/* SPDX-License-Identifier: GPL-3.0-or-later */

/* verify, head, compare, canary, republish and rebuild: what this computer holds
 * against what a server says. */
#include "config.h"

#include <glib/gi18n.h>

#include "kb-ctl-session.h"
#include "kb-rebuild.h"
#include "kb-verify.h"

#define LINE_MAX_BYTES 1024

static JsonObject *
describe_alarm (KbCtlSession  *session,
                const KbAlarm *alarm)
{
  JsonObject *object = json_object_new ();
  g_autofree char *name = kb_alarm_has_author (alarm)
                            ? kb_sync_dup_device_name (session->sync, alarm->author) : NULL;

  json_object_set_string_member (object, "alarm", alarm->code);
  json_object_set_int_member (object, "since", alarm->since);
  if (alarm->stream != 0)
    {
      json_object_set_string_member (object, "stream", kb_stream_to_string (alarm->stream));
      json_object_set_int_member (object, "entry", (gint64) alarm->seq);
    }
  if (name != NULL)
    json_object_set_string_member (object, "author", name);

  return object;
}

static void
print_alarm (KbCtlSession  *session,
             const KbAlarm *alarm)
{
  g_autofree char *since = kb_ctl_time_text (alarm->since);
  g_autofree char *name = kb_alarm_has_author (alarm)
                            ? kb_sync_dup_device_name (session->sync, alarm->author) : NULL;
  g_autofree char *clean = kb_ctl_clean (name != NULL ? name : "");

  /* Translators: a short title, its code, and since when. */
  g_print (_("ALARM: %s (%s), since %s\n"), kb_alarm_get_title (alarm->code), alarm->code, since);
  if (alarm->stream != 0)
    /* Translators: the name of a stream of the journal and a number in it. */
    g_print (_("  Seen in %s at entry %u"), kb_stream_to_string (alarm->stream),
             (guint) alarm->seq);
  if (name != NULL)
    /* Translators: the name of a person. */
    g_print (_(", of %s"), clean);
  g_print ("%s  %s\n", alarm->stream != 0 ? "\n" : "", kb_alarm_get_sentence (alarm->code));
}

/* Returns: how many there are */
static guint
show_alarms (KbCtl        *ctl,
             KbCtlSession *session)
{
  g_autoptr(GArray) alarms = kb_sync_dup_alarms (session->sync);
  g_auto(GStrv) quiet = kb_sync_dup_quiet (session->sync);

  for (guint i = 0; i < alarms->len; i++)
    {
      const KbAlarm *alarm = &g_array_index (alarms, KbAlarm, i);
      g_autoptr(JsonObject) object = describe_alarm (session, alarm);

      if (ctl->json)
        kb_ctl_print_json (object);
      else
        print_alarm (session, alarm);
    }
  for (guint i = 0; quiet[i] != NULL && !ctl->json; i++)
    {
      g_autofree char *name = kb_ctl_clean (quiet[i]);

      g_print (_("Nothing was heard of %s for 16 days. On leave, or kept apart by the server: "
                 "ask.\n"), name);
    }

  return alarms->len;
}

/* Streams that this device does not read are not even named. */
static void
print_verified (KbCtl                 *ctl,
                KbDeviceRole           role,
                const KbVerifyReport  *report)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_boolean_member (object, "ok", report->n_wrong == 0);
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      const char *name = kb_stream_to_string (stream);
      int n = (int) report->n_entries[stream];

      if (!kb_role_may_pull (role, stream))
        continue;
      json_object_set_int_member (object, name, n);
      if (!ctl->json)
        /* Translators: a stream of the journal and how many entries it has. */
        g_print (_("%s: %d entries verified\n"), name, n);
    }
  json_object_set_int_member (object, "quarantined", (gint64) report->n_quarantined);
  json_object_set_int_member (object, "wrong", (gint64) report->n_wrong);
  if (ctl->json)
    kb_ctl_print_json (object);
}

static gboolean
verify_run (KbCtl   *ctl,
            int      argc,
            char   **argv,
            GError **error)
{
  gboolean page = FALSE;
  const GOptionEntry entries[] = {
    { "page", 0, 0, G_OPTION_ARG_NONE, &page,
      N_("Also look at what the server shows to reporters"), NULL },
    { NULL }
  };
  g_autoptr(KbCtlSession) session = NULL;
  KbVerifyReport report = { 0 };

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      (page && !kb_sync_watch_page (session->sync, NULL, error)) ||
      !kb_verify_journal (session->membership, session->store, &report, NULL, error))
    return FALSE;

  print_verified (ctl, session->membership->role, &report);
  if (report.n_wrong > 0)
    {
      g_set_error (error, KB_CTL_ERROR, KB_CTL_ERROR_ALARM,
                   /* Translators: the name of a stream of the journal and a number in it. */
                   _("What is stored is not what was pulled: first at %s entry %u"),
                   kb_stream_to_string (report.wrong_stream), (guint) report.first_wrong);
      return FALSE;
    }
  if (show_alarms (ctl, session) == 0)
    return TRUE;
  g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_ALARM,
                       _("Nobody has looked at the alarms yet; “alarm clear” says so"));

  return FALSE;
}

static gboolean
read_place (const char  *stream_name,
            gint64       seq,
            KbStream    *ret_stream,
            GError     **error)
{
  *ret_stream = KB_STREAM_OFFICE;
  if (stream_name != NULL && !kb_stream_from_string (stream_name, ret_stream))
    return kb_ctl_usage_error (error, _("The streams are roster, office and leadership"));

  return seq >= 0 || kb_ctl_usage_error (error, _("Entries are numbered from 1"));
}

static gboolean
head_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_autofree char *stream_name = NULL;
  gint64 seq = 0;
  const GOptionEntry entries[] = {
    { "stream", 0, 0, G_OPTION_ARG_STRING, &stream_name, N_("roster, office or leadership"),
      "STREAM" },
    { "seq", 0, 0, G_OPTION_ARG_INT64, &seq, N_("A number in it; the last one otherwise"), "N" },
    { NULL }
  };
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *words = NULL;
  g_autofree char *qr = NULL;
  KbStream stream;
  KbChain head;

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      !read_place (stream_name, seq, &stream, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL)
    return FALSE;
  kb_sync_get_head (session->sync, stream, &head);
  if (seq == 0)
    seq = (gint64) head.seq;
  words = kb_sync_compare_words (session->sync, stream, (guint64) seq, &qr, error);
  if (words == NULL)
    return FALSE;

  json_object_set_string_member (object, "stream", kb_stream_to_string (stream));
  json_object_set_int_member (object, "seq", seq);
  json_object_set_string_member (object, "words", words);
  json_object_set_string_member (object, "code", qr);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    g_print ("%s %u\n%s\n", kb_stream_to_string (stream), (guint) seq, words);

  return TRUE;
}

/* From standard input. */
static char *
read_words (GError **error)
{
  g_autoptr(KbSecret) line = kb_ctl_read_fd (0, LINE_MAX_BYTES, error);

  return line != NULL ? g_strndup ((const char *) kb_secret_get_data (line),
                                   kb_secret_get_size (line))
                      : NULL;
}

static gboolean
compare_run (KbCtl   *ctl,
             int      argc,
             char   **argv,
             GError **error)
{
  g_autofree char *stream_name = NULL;
  gint64 seq = 0;
  g_auto(GStrv) rest = NULL;
  const GOptionEntry entries[] = {
    { "stream", 0, 0, G_OPTION_ARG_STRING, &stream_name, N_("roster, office or leadership"),
      "STREAM" },
    { "seq", 0, 0, G_OPTION_ARG_INT64, &seq, N_("The number that the other person says"), "N" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, NULL },
    { NULL }
  };
  g_autoptr(KbCtlSession) session = NULL;
  g_autofree char *words = NULL;
  gboolean equal;
  KbStream stream;

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      !read_place (stream_name, seq, &stream, error))
    return FALSE;
  if (seq == 0)
    return kb_ctl_usage_error (error, _("The option %s is missing"), "--seq");
  words = rest != NULL ? g_strjoinv (" ", rest) : read_words (error);
  if (words == NULL || (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !kb_sync_compare (session->sync, stream, (guint64) seq, g_strstrip (words), &equal, error))
    return FALSE;
  if (!equal)
    {
      g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_ALARM, kb_alarm_get_sentence ("fork"));
      return FALSE;
    }
  if (!ctl->json)
    g_print ("%s\n", _("Both computers were shown the same journal up to there."));

  return TRUE;
}

static gboolean
canary_run (KbCtl   *ctl,
            int      argc,
            char   **argv,
            GError **error)
{
  g_autoptr(KbCtlSession) session = NULL;

  if (!kb_ctl_parse (ctl, NULL, NULL, &argc, &argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !kb_ctl_session_pull (session, NULL, error) ||
      !kb_sync_file_canary (session->sync, NULL, error) ||
      !kb_ctl_session_pull (session, NULL, error))
    return FALSE;
  if (!ctl->json)
    g_print ("%s\n", _("A test complaint was filed, and the journal shows it."));

  return TRUE;
}

static gboolean
republish_run (KbCtl   *ctl,
               int      argc,
               char   **argv,
               GError **error)
{
  int code_fd = -1;
  gboolean finish = FALSE;
  const GOptionEntry entries[] = {
    { "code-fd", 0, 0, G_OPTION_ARG_INT, &code_fd,
      N_("Descriptor with the server’s one-time code, where it knows nobody any more"), "N" },
    { "finish", 0, 0, G_OPTION_ARG_NONE, &finish,
      N_("The server has all that anybody holds, and goes on (supervisor)"), NULL },
    { NULL }
  };
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(KbSecret) code = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  guint64 n;

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      (code_fd >= 0 && (code = kb_ctl_read_fd (code_fd, KB_LIMIT_TOKEN, error)) == NULL) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !kb_sync_republish (session->sync, code, finish, NULL, &n, error))
    return FALSE;

  json_object_set_int_member (object, "entries", (gint64) n);
  json_object_set_boolean_member (object, "finished", finish);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    g_print (ngettext ("The server took %u entry back.\n", "The server took %u entries back.\n",
                       (gulong) n), (guint) n);

  return TRUE;
}

static gboolean
confirm (GError **error)
{
  g_autofree char *answer = NULL;

  answer = kb_ctl_ask_line (_("The case file is set aside and filled anew from the journal; what "
                              "waits to be sent is kept. Write yes to go on:"), error);
  if (answer == NULL)
    return FALSE;
  /* Translators: what a person types to agree; both this and “yes” are taken. */
  if (g_ascii_strcasecmp (answer, "yes") == 0 || g_ascii_strcasecmp (answer, _("yes")) == 0)
    return TRUE;
  g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_REFUSED, _("Nothing was changed"));

  return FALSE;
}

static gboolean
rebuild_run (KbCtl   *ctl,
             int      argc,
             char   **argv,
             GError **error)
{
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, N_("Do not ask"), NULL },
    { NULL }
  };
  g_autoptr(KbKeyring) keyring = NULL;
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbCtlSession) session = NULL;
  KbPullSummary summary = { 0 };

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      (keyring = kb_ctl_open_keyring (ctl, error)) == NULL ||
      (membership = kb_membership_load (ctl->profile, keyring, NULL, error)) == NULL ||
      (!yes && !confirm (error)) || !kb_rebuild_store (membership, NULL, error) ||
      (session = kb_ctl_session_open_with (g_steal_pointer (&membership), error)) == NULL ||
      !kb_ctl_session_pull (session, &summary, error))
    return FALSE;
  if (!ctl->json)
    g_print (ngettext ("The case file is whole again: %u entry.\n",
                       "The case file is whole again: %u entries.\n", summary.n_entries),
             summary.n_entries);

  return TRUE;
}

const KbCtlCommand kb_ctl_trust_commands[] = {
  { NULL, "verify", NULL, N_("Check all that is stored once more, and tell each alarm"),
    verify_run },
  { NULL, "head", NULL, N_("Twelve words for what this computer holds, to be compared"), head_run },
  { NULL, "compare", "[WORD…]", N_("Compare with the twelve words of another computer"),
    compare_run },
  { NULL, "canary", NULL, N_("File a test complaint and see that the journal shows it"),
    canary_run },
  { NULL, "republish", NULL, N_("Hand a restored server what it lost"), republish_run },
  { NULL, "rebuild", NULL, N_("Begin the case file anew from the journal"), rebuild_run },
  { 0 }
};
