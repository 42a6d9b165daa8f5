/* SPDX-License-Identifier: GPL-3.0-or-later */

/* complaint file: sends complaints as the page does, for samples and for tests
 * of the line. A stranger may: neither profile nor keyring is needed. */
#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "kb-bytes.h"
#include "kb-compose.h"
#include "kb-ctl-session.h"
#include "kb-endpoint.h"
#include "kb-json.h"
#include "kb-limits.h"

typedef struct
{
  char       *url;
  char       *ca_file;
  char       *file;
  int         words_fd;
  gboolean    quick;
  gboolean    canary;

  KbEndpoint *endpoint;
  KbProfile  *profile;
  KbSigningKey *device;         /* that signs tests of the line */
} Filing;

static void
filing_clear (Filing *self)
{
  g_free (self->url);
  g_free (self->ca_file);
  g_free (self->file);
  g_clear_pointer (&self->endpoint, kb_endpoint_free);
  g_clear_pointer (&self->profile, kb_profile_free);
  g_clear_pointer (&self->device, kb_signing_key_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Filing, filing_clear)

static KbProfile *
fetch_profile (KbEndpoint  *endpoint,
               GError     **error)
{
  g_autofree char *note = kb_endpoint_get_profile (endpoint, NULL, error);

  return note != NULL ? kb_profile_parse (note, strlen (note), NULL, error) : NULL;
}

/* Without an address the profile's office is meant, and its server must show that office. */
KbEndpoint *
kb_ctl_reach (KbCtl       *ctl,
              const char  *url,
              const char  *ca_file,
              KbProfile  **ret_profile,
              GError     **error)
{
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbEndpoint) endpoint = NULL;
  g_autoptr(KbProfile) profile = NULL;

  if (url == NULL)
    {
      g_autoptr(KbKeyring) keyring = kb_ctl_open_keyring (ctl, error);

      membership = keyring != NULL ? kb_membership_load (ctl->profile, keyring, NULL, error) : NULL;
      if (membership == NULL)
        return NULL;
      url = membership->endpoint;
      ca_file = membership->ca_file;
    }

  endpoint = kb_endpoint_new (url, ca_file, error);
  if (endpoint == NULL || (profile = fetch_profile (endpoint, error)) == NULL)
    return NULL;
  if (membership != NULL && memcmp (membership->genesis, profile->genesis, KB_HASH_SIZE) != 0)
    {
      g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_ALARM,
                           _("The server shows the profile of another office"));
      return NULL;
    }
  *ret_profile = g_steal_pointer (&profile);

  return g_steal_pointer (&endpoint);
}

static JsonObject *
member_or_null (JsonObject *object,
                const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
print_filed (KbCtl           *ctl,
             const Filing    *filing,
             const KbEntry   *entry,
             JsonObject      *story,
             KbReporter      *reporter,
             GError         **error)
{
  g_autofree char *registration = kb_registration_number (kb_entry_get_id (entry));
  g_autofree char *id = kb_hex_encode (kb_entry_get_id (entry), KB_HASH_SIZE);
  const char *alias = kb_json_string_or (story, "alias", "");
  g_autoptr(JsonObject) object = json_object_new ();

  if (ctl->json)
    {
      json_object_set_string_member (object, "registration", registration);
      json_object_set_string_member (object, "id", id);
      json_object_set_string_member (object, "alias", alias);
      kb_ctl_print_json (object);
    }
  else
    g_print ("%s  %s\n", registration, alias);

  if (filing->words_fd >= 0 && reporter->words != NULL)
    {
      g_autoptr(KbSecret) newline = kb_secret_new ("\n", 1);

      return kb_ctl_write_fd (filing->words_fd, reporter->words, error) &&
             kb_ctl_write_fd (filing->words_fd, newline, error);
    }

  return TRUE;
}

static gboolean
take_device (KbCtl   *ctl,
             Filing  *filing,
             GError **error)
{
  g_autoptr(KbKeyring) keyring = kb_ctl_open_keyring (ctl, error);
  g_autoptr(KbMembership) membership = NULL;

  if (keyring == NULL ||
      (membership = kb_membership_load (ctl->profile, keyring, NULL, error)) == NULL)
    return FALSE;
  filing->device = kb_signing_key_ref (membership->device);

  return TRUE;
}

static gboolean
file_one (KbCtl       *ctl,
          Filing      *filing,
          JsonObject  *typed,
          GError     **error)
{
  KbComplaint complaint = {
    .story = member_or_null (typed, "story"),
    .contact = member_or_null (typed, "contact"),
    .civil = member_or_null (typed, "civil"),
  };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr(KbReporter) reporter = NULL;
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GBytes) wire = NULL;

  if (complaint.story == NULL)
    return kb_ctl_usage_error (error, _("A line holds no object “story”"));
  reporter = filing->quick ? kb_reporter_new_quick ()
                           : kb_reporter_new_random (filing->profile->genesis, error);
  if (reporter == NULL)
    return FALSE;
  entry = filing->device != NULL
    ? kb_compose_canary (&complaint, filing->profile, filing->device, now, error)
    : kb_compose_complaint (&complaint, filing->profile, reporter, now, error);
  if (entry == NULL)
    return FALSE;
  wire = kb_entry_encode (entry);

  return kb_endpoint_file (filing->endpoint, wire, NULL, error) &&
         print_filed (ctl, filing, entry, complaint.story, reporter, error);
}

static gboolean
file_all (KbCtl         *ctl,
          Filing        *filing,
          GInputStream  *input,
          GError       **error)
{
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (input);
  GError *local = NULL;
  char *next;

  while ((next = g_data_input_stream_read_line (lines, NULL, NULL, &local)) != NULL)
    {
      g_autofree char *line = next;
      g_autoptr(JsonObject) typed = NULL;

      if (*g_strstrip (line) == '\0')
        continue;
      typed = kb_json_parse (line, strlen (line), KB_LIMIT_FORM, &local);
      if (typed == NULL)
        break;
      if (!file_one (ctl, filing, typed, error))
        return FALSE;
    }
  if (local == NULL)
    return TRUE;

  /* Translators: %s says what is wrong with a line of the input. */
  kb_ctl_usage_error (error, _("The input is not complaints in JSON, one a line: %s"),
                      local->message);
  g_error_free (local);

  return FALSE;
}

static GInputStream *
open_input (const char  *file,
            GError     **error)
{
  g_autoptr(GFile) named = NULL;

  /* Standard input by its name: the same reads, whatever it is. */
  named = g_file_new_for_path (file != NULL && !g_str_equal (file, "-") ? file : "/dev/stdin");

  return G_INPUT_STREAM (g_file_read (named, NULL, error));
}

static gboolean
file_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_auto(Filing) filing = { .words_fd = -1 };
  const GOptionEntry entries[] = {
    { "endpoint", 0, 0, G_OPTION_ARG_STRING, &filing.url,
      N_("Address of the server; otherwise that of the profile"), "URL" },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &filing.ca_file,
      N_("Certificates to trust instead of the system’s, PEM"), "FILE" },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &filing.file,
      N_("Lines of JSON {story, contact, civil}; - or nothing for standard input"), "FILE" },
    { "words-fd", 0, 0, G_OPTION_ARG_INT, &filing.words_fd,
      N_("Descriptor that takes the words of each receipt"), "N" },
    { "quick", 0, 0, G_OPTION_ARG_NONE, &filing.quick,
      N_("Random reporters’ keys without words, for many samples"), NULL },
    { "canary", 0, 0, G_OPTION_ARG_NONE, &filing.canary,
      N_("Sign them as tests of the line, with a supervisor’s profile: they appear in no list"),
      NULL },
    { NULL }
  };
  g_autoptr(GInputStream) input = NULL;

  return kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) &&
         (input = open_input (filing.file, error)) != NULL &&
         (filing.endpoint = kb_ctl_reach (ctl, filing.url, filing.ca_file, &filing.profile,
                                          error)) != NULL &&
         (!filing.canary || take_device (ctl, &filing, error)) &&
         file_all (ctl, &filing, input, error);
}

const KbCtlCommand kb_ctl_complaint_commands[] = {
  { "complaint", "file", NULL, N_("Send complaints as the page does: samples, tests of the line"),
    file_run },
  { 0 }
};
