/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-ctl-show.h"

#include <glib/gi18n.h>

/* Texts of a case, in the order of the page; the properties' names are the keys of the JSON. */
static const struct
{
  const char *property;
  const char *label;
} TEXTS[] = {
  { "registration", N_("Registration") },
  { "category", N_("Category") },
  { "group", N_("Group") },
  { "alias", N_("Alias") },
  { "reported-kind", N_("Reported") },
  { "reported-name", N_("Name") },
  { "reported-position", N_("Position") },
  { "unit", N_("Unit") },
  { "inspectorate", N_("Of the inspectorate") },
  { "when-from", N_("From") },
  { "when-to", N_("To") },
  { "where", N_("Where") },
  { "value", N_("Value") },
  { "witnesses", N_("Witnesses") },
  { "elsewhere", N_("Reported elsewhere") },
  { "evidence", N_("Evidence") },
};

static const char *
kind_name (int kind)
{
  switch ((KbKind) kind)
    {
    case KB_KIND_COMPLAINT:
      return "complaint";
    case KB_KIND_MESSAGE:
      return "message";
    case KB_KIND_WORK:
      return "work";
    case KB_KIND_IDENTITY_USE:
      return "identity-use";
    case KB_KIND_EXPUNGE:
      return "expunge";
    case KB_KIND_GENESIS:
    case KB_KIND_DEVICE:
    case KB_KIND_REVOCATION:
    case KB_KIND_APPOINTMENT:
    case KB_KIND_GRANT:
    case KB_KIND_PROFILE:
    default:
      return "other";
    }
}

static void
add_text (JsonObject *object,
          gpointer    from,
          const char *property)
{
  g_autofree char *text = NULL;

  g_object_get (from, property, &text, NULL);
  json_object_set_string_member (object, property, text != NULL ? text : "");
}

static JsonObject *
describe_item (KbTimelineItem *item)
{
  JsonObject *object = json_object_new ();
  JsonArray *fields = json_array_new ();
  g_auto(GStrv) names = NULL;
  gint64 hour;
  guint64 seq;
  guint minutes;
  int kind, quarantine;

  g_object_get (item, "kind", &kind, "hour", &hour, "seq", &seq, "minutes", &minutes,
                "quarantine", &quarantine, "fields", &names, NULL);
  json_object_set_string_member (object, "kind", kind_name (kind));
  json_object_set_int_member (object, "hour", hour);
  json_object_set_int_member (object, "seq", (gint64) seq);
  json_object_set_int_member (object, "quarantine", quarantine);
  add_text (object, item, "author-name");
  add_text (object, item, "author-role");
  add_text (object, item, "purpose");
  add_text (object, item, "reason");
  add_text (object, item, "letter");
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    json_array_add_string_element (fields, names[i]);
  json_object_set_array_member (object, "fields", fields);
  json_object_set_int_member (object, "minutes", minutes);

  return object;
}

static JsonObject *
describe_case (KbCase *self)
{
  const KbCaseState *state = kb_case_get_state (self);
  GListModel *timeline = kb_case_get_timeline (self);
  JsonObject *object = json_object_new ();
  JsonArray *items = json_array_new ();
  g_autofree char *number = kb_case_state_number (state);

  json_object_set_string_member (object, "number", number);
  json_object_set_string_member (object, "stream", kb_stream_to_string (state->stream));
  json_object_set_int_member (object, "received", (gint64) state->received_hour * 3600);
  json_object_set_boolean_member (object, "sealed", state->sealed);
  json_object_set_boolean_member (object, "by-server", state->by_server);
  json_object_set_boolean_member (object, "has-contact", state->has_contact);
  json_object_set_boolean_member (object, "has-civil", state->has_civil);
  json_object_set_int_member (object, "openings", state->n_openings);
  json_object_set_int_member (object, "quarantine", state->quarantine);
  for (guint i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    add_text (object, self, TEXTS[i].property);
  add_text (object, self, "text");
  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++)
    {
      g_autoptr(KbTimelineItem) item = g_list_model_get_item (timeline, i);

      json_array_add_object_element (items, describe_item (item));
    }
  json_object_set_array_member (object, "timeline", items);

  return object;
}

static void
print_item (JsonArray *array,
            guint      i,
            JsonNode  *node,
            gpointer   data)
{
  JsonObject *item = json_node_get_object (node);
  const char *kind = json_object_get_string_member (item, "kind");
  g_autofree char *when = kb_ctl_time_text (json_object_get_int_member (item, "hour"));
  g_autofree char *who = kb_ctl_clean (json_object_get_string_member (item, "author-name"));
  g_autofree char *reason = kb_ctl_clean (json_object_get_string_member (item, "reason"));
  g_autofree char *letter = kb_ctl_clean (json_object_get_string_member (item, "letter"));

  g_print ("  %s  %s", when, kind);
  if (*who != '\0')
    g_print (", %s", who);
  if (*reason != '\0')
    g_print (": %s", reason);
  if (*letter != '\0')
    g_print (" (%s)", letter);
  if (json_object_get_int_member (item, "quarantine") != 0)
    g_print (" %s", _("[set aside]"));
  g_print ("\n");
}

static void
print_case (JsonObject *object)
{
  g_autofree char *received = kb_ctl_time_text (json_object_get_int_member (object, "received"));
  g_autofree char *text = kb_ctl_clean (json_object_get_string_member (object, "text"));
  gboolean identity = json_object_get_boolean_member (object, "has-contact") ||
                      json_object_get_boolean_member (object, "has-civil");
  int openings = json_object_get_int_member (object, "openings");

  g_print ("%s  %s\n", json_object_get_string_member (object, "number"), received);
  for (guint i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    {
      g_autofree char *value =
        kb_ctl_clean (json_object_get_string_member (object, TEXTS[i].property));

      if (*value != '\0')
        g_print ("%s: %s\n", _(TEXTS[i].label), value);
    }
  g_print ("%s\n", identity ? _("Identity: sealed, only the custodian can open it")
                            : _("Identity: none was given"));
  g_print (ngettext ("Opened: %d time\n", "Opened: %d times\n", openings), openings);
  if (*text != '\0')
    g_print ("\n%s\n", text);
  g_print ("\n%s\n", _("Timeline"));
  json_array_foreach_element (json_object_get_array_member (object, "timeline"), print_item, NULL);
}

/**
 * kb_ctl_show_case:
 * @id: the store's, from kb_ctl_case_find()
 *
 * Prints what this computer holds of the case; it stays unread.
 *
 * Returns: whether it could be read
 */
gboolean
kb_ctl_show_case (KbCtl         *ctl,
                  KbCtlSession  *session,
                  guint32        id,
                  GError       **error)
{
  g_autoptr(GPtrArray) cases = kb_store_load_cases (session->store, &id, 1, error);
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(KbCase) found = NULL;
  g_autoptr(JsonObject) object = NULL;

  if (cases == NULL || (entries = kb_store_load_entries (session->store, id, error)) == NULL)
    return FALSE;
  if (cases->len != 1)
    {
      g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_NOT_FOUND,
                           _("There is no such case here"));
      return FALSE;
    }
  found = kb_sync_make_case (session->sync, g_ptr_array_index (cases, 0), entries, error);
  if (found == NULL)
    return FALSE;

  object = describe_case (found);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    print_case (object);

  return TRUE;
}
