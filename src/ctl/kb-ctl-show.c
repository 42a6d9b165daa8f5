/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-ctl-show.h"

#include <glib/gi18n.h>

#include "kb-words.h"

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
    case KB_KIND_WIDENING:
      return "widening";
    case KB_KIND_GENESIS:
    case KB_KIND_DEVICE:
    case KB_KIND_REVOCATION:
    case KB_KIND_APPOINTMENT:
    case KB_KIND_GRANT:
    case KB_KIND_PROFILE:
    case KB_KIND_PROPOSAL:
    case KB_KIND_HEARTBEAT:
    case KB_KIND_RECOVERY:
    case KB_KIND_SETTINGS:
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

static JsonArray *
describe_ops (KbTimelineItem *item)
{
  static const char *const names[] = {
    [KB_WORK_SET] = "set", [KB_WORK_ADD] = "add", [KB_WORK_REMOVE] = "remove",
    [KB_WORK_NOTE] = "note", [KB_WORK_MOVE] = "move", [KB_WORK_SAVE_SHEET] = "sheet",
    [KB_WORK_DID] = "did",
  };
  GPtrArray *ops = kb_timeline_item_get_ops (item);
  JsonArray *array = json_array_new ();

  for (guint i = 0; ops != NULL && i < ops->len; i++)
    {
      const KbWorkOp *op = ops->pdata[i];
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "do", names[op->kind]);
      json_object_set_string_member (object, "field", op->field != NULL ? op->field : "");
      json_object_set_string_member (object, "value", op->value);
      if (op->kind == KB_WORK_MOVE)
        {
          json_object_set_string_member (object, "from", op->from);
          json_object_set_string_member (object, "reason", op->reason);
        }
      json_array_add_object_element (array, object);
    }

  return array;
}

/* In the order of first writing; a field with one value has it in force. Of the review sheet the
 * group, which is a member of its own. */
static JsonObject *
describe_fields (const KbCaseState *state)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; state->fields != NULL && i < state->fields->len; i++)
    {
      const KbField *field = state->fields->pdata[i];
      g_auto(GStrv) values = NULL;
      JsonArray *array;

      if (g_str_equal (field->name, KB_WORK_SHEET))
        continue;
      if (!field->several)
        {
          json_object_set_string_member (object, field->name,
                                         kb_case_fields_get_value (state->fields, field->name));
          continue;
        }
      values = kb_case_fields_dup_values (state->fields, field->name);
      array = json_array_new ();
      for (guint j = 0; values[j] != NULL; j++)
        json_array_add_string_element (array, values[j]);
      json_object_set_array_member (object, field->name, array);
    }

  return object;
}

static JsonArray *
describe_conflicts (KbCase *self)
{
  GListModel *conflicts = kb_case_get_conflicts (self);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (conflicts); i++)
    {
      g_autoptr(KbConflict) conflict = g_list_model_get_item (conflicts, i);

      for (guint j = 0; j < kb_conflict_get_n_choices (conflict); j++)
        {
          const KbChoice *choice = kb_conflict_get_choice (conflict, j);
          JsonObject *object = json_object_new ();

          json_object_set_string_member (object, "field", kb_conflict_get_field (conflict));
          json_object_set_string_member (object, "value", choice->value);
          json_object_set_string_member (object, "shown", choice->shown);
          json_object_set_string_member (object, "author",
                                         choice->author_name != NULL ? choice->author_name : "");
          json_object_set_int_member (object, "hour", choice->hour);
          json_object_set_boolean_member (object, "in-force", j == 0);
          json_array_add_object_element (array, object);
        }
    }

  return array;
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
  gboolean pending, refused, asks;
  int kind, quarantine;

  g_object_get (item, "pending", &pending, "refused", &refused, "asks", &asks,
                "kind", &kind, "hour", &hour, "seq", &seq,
                "minutes", &minutes,
                "quarantine", &quarantine, "fields", &names, NULL);
  json_object_set_string_member (object, "kind", kind_name (kind));
  json_object_set_int_member (object, "hour", hour);
  json_object_set_int_member (object, "seq", pending ? 0 : (gint64) seq);
  json_object_set_boolean_member (object, "pending", pending);
  json_object_set_array_member (object, "ops", describe_ops (item));
  json_object_set_int_member (object, "quarantine", quarantine);
  add_text (object, item, "author-name");
  add_text (object, item, "author-role");
  add_text (object, item, "purpose");
  add_text (object, item, "reason");
  add_text (object, item, "letter");
  json_object_set_boolean_member (object, "refused", refused);
  if (kind == KB_KIND_MESSAGE)
    {
      add_text (object, item, "message-kind");
      add_text (object, item, "text");
      json_object_set_boolean_member (object, "asks", asks);
    }
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    json_array_add_string_element (fields, names[i]);
  json_object_set_array_member (object, "fields", fields);
  json_object_set_int_member (object, "minutes", minutes);

  return object;
}

static void
add_progress (JsonObject        *object,
              const KbCaseState *state)
{
  static const char *const channels[] = {
    [KB_CHANNEL_PAGE] = "page", [KB_CHANNEL_LETTER] = "letter", [KB_CHANNEL_WALK_IN] = "walk-in",
    [KB_CHANNEL_PHONE] = "phone", [KB_CHANNEL_EMAIL] = "email", [KB_CHANNEL_OTHER] = "other",
  };
  g_autofree char *group = kb_case_state_dup_sheet_group (state);

  json_object_set_string_member (object, "status", state->status->code);
  json_object_set_int_member (object, "status-since", (gint64) state->status_hour * 3600);
  json_object_set_boolean_member (object, "waits", state->waits);
  json_object_set_boolean_member (object, "objection", state->objection);
  json_object_set_boolean_member (object, "has-mailbox", state->has_mailbox);
  json_object_set_string_member (object, "channel", channels[state->channel]);
  json_object_set_int_member (object, "from-reporter", state->n_from_reporter);
  json_object_set_int_member (object, "from-office", state->n_from_office);
  json_object_set_string_member (object, "sheet-group", group);
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
  json_object_set_int_member (object, "pending", state->n_pending);
  json_object_set_int_member (object, "excluded", (gint64) state->excluded_hour * 3600);
  json_object_set_boolean_member (object, "old-key", state->old_key);
  json_object_set_boolean_member (object, "widened", state->widened);
  add_progress (object, state);
  json_object_set_object_member (object, "fields", describe_fields (state));
  json_object_set_array_member (object, "conflicts", describe_conflicts (self));
  add_text (object, self, "assignee-name");
  add_text (object, self, "tags");
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
print_op (JsonArray *array,
          guint      i,
          JsonNode  *node,
          gpointer   data)
{
  JsonObject *op = json_node_get_object (node);
  const char *field = json_object_get_string_member (op, "field");
  g_autofree char *value = kb_ctl_clean (json_object_get_string_member (op, "value"));

  g_print ("%s %s%s%s“%s”", i == 0 ? ":" : ",", json_object_get_string_member (op, "do"),
           *field != '\0' ? " " : "", field, value);
}

static void
print_conflict (JsonArray *array,
                guint      i,
                JsonNode  *node,
                gpointer   data)
{
  JsonObject *object = json_node_get_object (node);
  g_autofree char *author = kb_ctl_clean (json_object_get_string_member (object, "author"));
  g_autofree char *shown = kb_ctl_clean (json_object_get_string_member (object, "shown"));

  /* Translators: a field, a person, the value that this person gave it. */
  g_print (_("To be settled: %s, by %s: “%s”"), json_object_get_string_member (object, "field"),
           author, shown);
  g_print ("%s\n",
           json_object_get_boolean_member (object, "in-force") ? _(" (holds for now)") : "");
}

static void
print_work (JsonObject *object)
{
  JsonObject *fields = json_object_get_object_member (object, "fields");
  g_autofree char *name = kb_ctl_clean (json_object_get_string_member (object, "assignee-name"));
  g_autofree char *tags = kb_ctl_clean (json_object_get_string_member (object, "tags"));
  int pending = json_object_get_int_member (object, "pending");

  g_print ("%s: %s\n", _("Status"),
           kb_words_status (json_object_get_string_member (object, "status")));
  if (json_object_get_boolean_member (object, "waits"))
    g_print ("%s\n", _("Waiting for the reporter"));
  if (json_object_get_boolean_member (object, "objection"))
    g_print ("%s\n", _("The reporter objects"));
  if (*name != '\0')
    g_print ("%s: %s\n", _("Assigned to"), name);
  if (json_object_has_member (fields, KB_WORK_IMPORTANCE) &&
      *json_object_get_string_member (fields, KB_WORK_IMPORTANCE) != '\0')
    g_print ("%s\n", _("Important"));
  if (*tags != '\0')
    g_print ("%s: %s\n", _("Tags"), tags);
  json_array_foreach_element (json_object_get_array_member (object, "conflicts"), print_conflict,
                              NULL);
  if (json_object_get_int_member (object, "excluded") != 0)
    g_print ("%s\n", _("You have been excluded from this case; what came later is not shown."));
  if (json_object_get_boolean_member (object, "old-key"))
    g_print ("%s\n", _("Sealed with an older key."));
  if (pending > 0)
    g_print (ngettext ("Waiting to be sent: %d change\n", "Waiting to be sent: %d changes\n",
                       pending), pending);
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
  json_array_foreach_element (json_object_get_array_member (item, "ops"), print_op, NULL);
  if (json_object_get_boolean_member (item, "pending"))
    g_print (" %s", _("[waiting to be sent]"));
  if (json_object_get_boolean_member (item, "refused"))
    g_print (" %s", _("[without effect]"));
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
  print_work (object);
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
