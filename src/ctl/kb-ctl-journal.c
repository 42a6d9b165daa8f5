/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sync, status and alarm: the journal as a whole. */
#include "config.h"

#include <glib/gi18n.h>

#include "kb-bytes.h"
#include "kb-ctl-session.h"

static gboolean
sync_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  KbPullSummary summary = { 0 };

  if (!kb_ctl_parse (ctl, NULL, NULL, &argc, &argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !kb_ctl_session_pull (session, &summary, error))
    return FALSE;
  kb_sync_watch_hourly (session->sync, NULL);
  if (!kb_ctl_session_check (session, error))
    return FALSE;

  json_object_set_int_member (object, "entries", summary.n_entries);
  json_object_set_int_member (object, "new-cases", summary.n_new_cases);
  json_object_set_int_member (object, "quarantined", summary.n_quarantined);
  if (ctl->json)
    {
      kb_ctl_print_json (object);
      return TRUE;
    }

  g_print (ngettext ("%u new entry, ", "%u new entries, ", summary.n_entries), summary.n_entries);
  g_print (ngettext ("%u new case\n", "%u new cases\n", summary.n_new_cases), summary.n_new_cases);
  if (summary.n_quarantined > 0)
    g_print (ngettext ("%u entry was set aside; see list --view quarantined\n",
                       "%u entries were set aside; see list --view quarantined\n",
                       summary.n_quarantined), summary.n_quarantined);

  return TRUE;
}

static void
add_counts (JsonObject   *object,
            KbDeviceRole  role,
            const guint   counts[KB_STORE_N_VIEWS])
{
  json_object_set_int_member (object, "cases", counts[0]);
  json_object_set_int_member (object, "unread", counts[1]);
  if (kb_role_may_pull (role, KB_STREAM_LEADERSHIP))
    json_object_set_int_member (object, "leadership", counts[2]);
  json_object_set_int_member (object, "quarantined", counts[3]);
  json_object_set_int_member (object, "opened", counts[4]);
}

static void
set_nullable (JsonObject *object,
              const char *member,
              const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

static JsonObject *
describe_status (KbCtlSession  *session,
                 GError       **error)
{
  KbMembership *membership = session->membership;
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *office = kb_sync_dup_office (session->sync);
  g_autofree char *custodian = kb_sync_dup_custodian_name (session->sync);
  g_autofree char *genesis = kb_hex_encode (membership->genesis, KB_HASH_SIZE);
  g_autofree char *device = kb_hex_encode (kb_signing_key_get_public (membership->device),
                                           KB_SIGN_PUBLIC_SIZE);
  g_autofree char *alarm = NULL;
  gint64 last_pull = 0, alarm_since = 0;
  gboolean older = FALSE;
  guint n_pending = 0, n_refused = 0;
  guint counts[KB_STORE_N_VIEWS] = { 0 };

  if (!kb_store_get_counts (session->store, counts, error))
    return NULL;
  g_object_get (session->sync, "alarm", &alarm, "alarm-since", &alarm_since,
                "last-pull", &last_pull, "store-older", &older, "n-pending", &n_pending,
                "n-refused", &n_refused, NULL);

  json_object_set_string_member (object, "profile", membership->profile);
  set_nullable (object, "office", office);
  json_object_set_string_member (object, "endpoint", membership->endpoint);
  json_object_set_string_member (object, "genesis", genesis);
  json_object_set_string_member (object, "device", device);
  json_object_set_string_member (object, "name", membership->name);
  json_object_set_string_member (object, "role", kb_device_role_to_string (membership->role));
  set_nullable (object, "custodian", custodian);
  json_object_set_int_member (object, "last-pull", last_pull);
  set_nullable (object, "alarm", alarm);
  json_object_set_int_member (object, "alarm-since", alarm_since);
  json_object_set_boolean_member (object, "store-older", older);
  json_object_set_int_member (object, "pending", n_pending);
  json_object_set_int_member (object, "refused", n_refused);
  add_counts (object, membership->role, counts);

  return g_steal_pointer (&object);
}

static const char *
text_of (JsonObject *object,
         const char *member)
{
  if (json_object_get_null_member (object, member))
    return "–";

  return json_object_get_string_member (object, member);
}

static void
print_status (JsonObject *status)
{
  g_autofree char *office = kb_ctl_clean (text_of (status, "office"));
  g_autofree char *name = kb_ctl_clean (text_of (status, "name"));
  g_autofree char *custodian = kb_ctl_clean (text_of (status, "custodian"));
  g_autofree char *pulled = kb_ctl_time_text (json_object_get_int_member (status, "last-pull"));

  g_print (_("Office:     %s\n"), office);
  g_print (_("Server:     %s\n"), text_of (status, "endpoint"));
  /* Translators: a person's name and role. */
  g_print (_("This is:    %s, %s\n"), name, text_of (status, "role"));
  g_print (_("Custodian:  %s\n"), custodian);
  g_print (_("Last pull:  %s\n"), *pulled != '\0' ? pulled : "–");
  g_print (_("Cases:      %d, unread %d, identities opened %d, set aside %d\n"),
           (int) json_object_get_int_member (status, "cases"),
           (int) json_object_get_int_member (status, "unread"),
           (int) json_object_get_int_member (status, "opened"),
           (int) json_object_get_int_member (status, "quarantined"));
  if (json_object_get_int_member (status, "pending") > 0)
    g_print (_("Outbox:     %d changes wait, %d of them were not taken; see outbox list\n"),
             (int) json_object_get_int_member (status, "pending"),
             (int) json_object_get_int_member (status, "refused"));
  if (!json_object_get_null_member (status, "alarm"))
    g_print (_("ALARM:      %s\n"), text_of (status, "alarm"));
  if (json_object_get_boolean_member (status, "store-older"))
    g_print ("%s\n", _("The store is older than what the keyring has seen: was it restored from a "
                        "copy?"));
}

static gboolean
status_run (KbCtl   *ctl,
            int      argc,
            char   **argv,
            GError **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(JsonObject) status = NULL;

  if (!kb_ctl_parse (ctl, NULL, NULL, &argc, &argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      (status = describe_status (session, error)) == NULL)
    return FALSE;
  if (ctl->json)
    kb_ctl_print_json (status);
  else
    print_status (status);

  return TRUE;
}

static gboolean
clear_run (KbCtl   *ctl,
           int      argc,
           char   **argv,
           GError **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(GArray) alarms = NULL;

  if (!kb_ctl_parse (ctl, NULL, NULL, &argc, &argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL)
    return FALSE;
  alarms = kb_sync_dup_alarms (session->sync);

  return kb_sync_clear_alarms (session->sync, alarms, error);
}

const KbCtlCommand kb_ctl_journal_commands[] = {
  { NULL, "sync", NULL, N_("Send what waits, pull what is new and check it"), sync_run },
  { NULL, "status", NULL, N_("Show the office, this computer and the last pull; no network"),
    status_run },
  { "alarm", "clear", NULL, N_("Say that a person has looked at the alarm"), clear_run },
  { 0 }
};
