/* SPDX-License-Identifier: GPL-3.0-or-later */

/* reporter …: what the page does for a reporter who comes back, for tests and
 * where there is no browser. Neither profile nor keyring is needed. */
#include "config.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "kb-ctl-session.h"
#include "kb-json.h"
#include "kb-limits.h"
#include "kb-visit.h"


typedef struct
{
  char       *url;
  char       *ca_file;
  int         words_fd;
  KbEndpoint *endpoint;
  KbProfile  *profile;
  KbReporter *reporter;
  KbVisit    *visit;
} Reporter;

static void
reporter_clear (Reporter *self)
{
  g_free (self->url);
  g_free (self->ca_file);
  g_clear_pointer (&self->visit, kb_visit_free);
  g_clear_pointer (&self->endpoint, kb_endpoint_free);
  g_clear_pointer (&self->profile, kb_profile_free);
  g_clear_pointer (&self->reporter, kb_reporter_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reporter, reporter_clear)

char *
kb_ctl_read_message (GError **error)
{
  g_autoptr(KbSecret) bytes = kb_ctl_read_fd (STDIN_FILENO, 4 * KB_LIMIT_MESSAGE_CHARS + 1, error);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return NULL;
  text = g_strndup ((const char *) kb_secret_get_data (bytes), kb_secret_get_size (bytes));
  if (g_utf8_validate (text, -1, NULL) && *g_strstrip (text) != '\0' &&
      g_utf8_strlen (text, -1) <= KB_LIMIT_MESSAGE_CHARS)
    return g_steal_pointer (&text);
  kb_ctl_usage_error (error, _("The message is empty, too long or not text"));

  return NULL;
}

static gboolean
take_words (Reporter  *self,
            GError   **error)
{
  g_autoptr(KbSecret) typed = kb_ctl_get_passphrase (self->words_fd, _("The words: "), error);
  char *text;

  if (typed == NULL)
    return FALSE;
  text = g_strndup ((const char *) kb_secret_get_data (typed), kb_secret_get_size (typed));
  self->reporter = kb_reporter_new_from_words (text, self->profile->genesis, error);
  sodium_memzero (text, strlen (text));
  g_free (text);

  return self->reporter != NULL;
}

static gboolean
come_back (KbCtl     *ctl,
           Reporter  *self,
           GError   **error)
{
  self->endpoint = kb_ctl_reach (ctl, self->url, self->ca_file, &self->profile, error);
  if (self->endpoint == NULL || !take_words (self, error))
    return FALSE;
  self->visit = kb_visit_new (self->endpoint, self->reporter, NULL, error);

  return self->visit != NULL;
}

static void
print_line (KbCtl      *ctl,
            JsonObject *line)
{
  g_autofree char *text = NULL;
  g_autofree char *time = NULL;
  gint64 hour = 0;

  if (ctl->json)
    {
      kb_ctl_print_json (line);
      return;
    }
  kb_json_int (line, "hour", &hour, NULL);
  time = kb_ctl_time_text (hour);
  text = kb_ctl_clean (kb_json_string_or (line, "text", ""));
  g_print ("%s  %s\n%s\n\n", time, kb_json_string_or (line, "by", ""), text);
}

/* The card last, as one object, or null. */
static void
print_visit (KbCtl   *ctl,
             KbVisit *visit)
{
  g_autoptr(JsonObject) object = json_object_new ();

  for (guint i = 0; i < visit->lines->len; i++)
    print_line (ctl, visit->lines->pdata[i]);
  if (!ctl->json)
    {
      g_print ("%s\n", visit->card != NULL ? kb_json_string_or (visit->card, "status", "")
                                           : _("Not confirmed by the office"));
      return;
    }
  if (visit->card != NULL)
    json_object_set_object_member (object, "card", json_object_ref (visit->card));
  else
    json_object_set_null_member (object, "card");
  json_object_set_int_member (object, "counter", visit->card_counter);
  json_object_set_int_member (object, "set_aside", visit->n_set_aside);
  kb_ctl_print_json (object);
}

#define REPORTER_OPTIONS(self) \
  { "endpoint", 0, 0, G_OPTION_ARG_STRING, &(self).url, \
    N_("Address of the server; otherwise that of the profile"), "URL" }, \
  { "ca", 0, 0, G_OPTION_ARG_FILENAME, &(self).ca_file, \
    N_("Certificates to trust instead of the system’s, PEM"), "FILE" }, \
  { "words-fd", 0, 0, G_OPTION_ARG_INT, &(self).words_fd, \
    N_("Descriptor with the words of the receipt"), "N" }, \
  { NULL }

static gboolean
read_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_auto(Reporter) self = { .words_fd = -1 };
  const GOptionEntry entries[] = { REPORTER_OPTIONS (self) };

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      !come_back (ctl, &self, error))
    return FALSE;
  print_visit (ctl, self.visit);

  return TRUE;
}

static gboolean
say (KbCtl       *ctl,
     const char  *kind,
     int          argc,
     char       **argv,
     GError     **error)
{
  g_auto(Reporter) self = { .words_fd = -1 };
  const GOptionEntry entries[] = { REPORTER_OPTIONS (self) };
  g_autofree char *text = NULL;
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GBytes) wire = NULL;

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      (text = kb_ctl_read_message (error)) == NULL || !come_back (ctl, &self, error) ||
      (entry = kb_visit_compose (self.visit, self.profile, kind, text, error)) == NULL)
    return FALSE;
  wire = kb_entry_encode (entry);
  if (!kb_endpoint_write_message (self.endpoint, wire, NULL, error))
    return FALSE;
  if (!ctl->json)
    g_print ("%s\n", _("Sent."));

  return TRUE;
}

static gboolean
write_run (KbCtl   *ctl,
           int      argc,
           char   **argv,
           GError **error)
{
  return say (ctl, "message", argc, argv, error);
}

static gboolean
object_run (KbCtl   *ctl,
            int      argc,
            char   **argv,
            GError **error)
{
  return say (ctl, "objection", argc, argv, error);
}

const KbCtlCommand kb_ctl_reporter_commands[] = {
  { "reporter", "read", NULL, N_("As a reporter: messages, and what the office tells"), read_run },
  { "reporter", "write", NULL, N_("As a reporter: a message, read from standard input"),
    write_run },
  { "reporter", "object", NULL, N_("As a reporter: an objection, read from standard input"),
    object_run },
  { 0 }
};
