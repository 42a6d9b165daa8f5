/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was written here and is not in the journal yet. */
#include "config.h"

#include <glib/gi18n.h>

#include "kb-ctl-session.h"

/* "–" where it is of no case that is here. */
static char *
number_of (KbCtlSession       *session,
           const KbOutboxItem *item)
{
  g_autoptr(GPtrArray) cases = NULL;
  g_autoptr(KbCaseState) state = NULL;
  guint32 id;

  if (kb_store_find_case (session->store, item->stream, item->case_id, &id, NULL))
    cases = kb_store_load_cases (session->store, &id, 1, NULL);
  if (cases != NULL)
    state = kb_case_state_load (((KbStoredCase *) g_ptr_array_index (cases, 0))->snapshot, NULL);

  return state != NULL ? kb_case_state_number (state) : g_strdup ("–");
}

static void
print_item (KbCtl              *ctl,
            KbCtlSession       *session,
            const KbOutboxItem *item)
{
  g_autofree char *number = number_of (session, item);
  g_autofree char *change = kb_sync_describe_item (item);
  g_autofree char *line = kb_ctl_clean (change);
  g_autoptr(JsonObject) object = NULL;

  if (!ctl->json)
    {
      g_print ("%" G_GINT64_FORMAT "  %s  %s%s  %s\n", item->id, number,
               item->refusal != NULL ? _("not taken: ") : _("waits"),
               item->refusal != NULL ? item->refusal : "", line);
      return;
    }
  object = json_object_new ();
  json_object_set_int_member (object, "id", item->id);
  json_object_set_string_member (object, "number", number);
  json_object_set_string_member (object, "change", change);
  if (item->refusal != NULL)
    json_object_set_string_member (object, "refusal", item->refusal);
  else
    json_object_set_null_member (object, "refusal");
  kb_ctl_print_json (object);
}

static gboolean
list_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(GPtrArray) items = NULL;

  if (!kb_ctl_parse (ctl, NULL, NULL, &argc, &argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL)
    return FALSE;
  items = kb_sync_dup_outbox (session->sync);
  for (guint i = 0; i < items->len; i++)
    print_item (ctl, session, g_ptr_array_index (items, i));
  if (items->len == 0 && !ctl->json)
    g_print ("%s\n", _("Nothing waits to be sent."));

  return TRUE;
}

static const KbOutboxItem *
find_item (GPtrArray *items,
           gint64     id)
{
  for (guint i = 0; i < items->len; i++)
    if (((KbOutboxItem *) g_ptr_array_index (items, i))->id == id)
      return g_ptr_array_index (items, i);

  return NULL;
}

static gboolean
drop (KbCtl         *ctl,
      KbCtlSession  *session,
      gint64         id,
      GError       **error)
{
  g_autoptr(GPtrArray) items = kb_sync_dup_outbox (session->sync);
  const KbOutboxItem *item = find_item (items, id);

  if (item == NULL || item->refusal == NULL)
    {
      g_set_error_literal (error, KB_CTL_ERROR,
                           item == NULL ? KB_CTL_ERROR_NOT_FOUND : KB_CTL_ERROR_REFUSED,
                           item == NULL ? _("Nothing with this number waits; see outbox list")
                                        : _("This one will still be sent; only what the server "
                                            "did not take can be dropped"));
      return FALSE;
    }
  if (!kb_sync_drop_refused (session->sync, id, error))
    return FALSE;
  if (!ctl->json)
    g_print ("%s\n", _("Dropped for good, it is in no journal:"));
  print_item (ctl, session, item);

  return TRUE;
}

static gboolean
drop_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  const char *word = NULL;
  gint64 id;

  if (!kb_ctl_parse (ctl, NULL, &word, &argc, &argv, error))
    return FALSE;
  if (!g_ascii_string_to_signed (word, 10, 1, G_MAXINT64, &id, NULL))
    return kb_ctl_usage_error (error, _("Name the number that outbox list shows"));
  session = kb_ctl_session_open (ctl, error);

  return session != NULL && drop (ctl, session, id, error);
}

const KbCtlCommand kb_ctl_outbox_commands[] = {
  { "outbox", "list", NULL, N_("List what was written here and is not in the journal yet"),
    list_run },
  { "outbox", "drop", "ID", N_("Give up what the server did not take"), drop_run },
  { 0 }
};
