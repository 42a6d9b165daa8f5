/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-properties.h"

#define FLAGS (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)

static GParamSpec *
text_spec (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, FLAGS);
}

static GParamSpec *
uint_spec (const char *name)
{
  return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, FLAGS);
}

static GParamSpec *
int_spec (const char *name)
{
  return g_param_spec_int (name, NULL, NULL, G_MININT, G_MAXINT, 0, FLAGS);
}

static GParamSpec *
flag_spec (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE, FLAGS);
}

/*< private >
 * kb_case_properties_install:
 */
void
kb_case_properties_install (GObjectClass *klass,
                            GParamSpec   *ret_specs[KB_N_CASE_PROPERTIES])
{
  ret_specs[KB_CASE_PROPERTY_ID] = uint_spec ("id");
  ret_specs[KB_CASE_PROPERTY_LOADED] = flag_spec ("loaded");
  ret_specs[KB_CASE_PROPERTY_NUMBER] = text_spec ("number");
  ret_specs[KB_CASE_PROPERTY_CATEGORY] = text_spec ("category");
  ret_specs[KB_CASE_PROPERTY_GROUP] = text_spec ("group");
  ret_specs[KB_CASE_PROPERTY_SUBJECT] = text_spec ("subject");
  ret_specs[KB_CASE_PROPERTY_UNIT] = text_spec ("unit");
  ret_specs[KB_CASE_PROPERTY_ALIAS] = text_spec ("alias");
  ret_specs[KB_CASE_PROPERTY_RECEIVED] =
    g_param_spec_int64 ("received", NULL, NULL, 0, G_MAXINT64, 0, FLAGS);
  ret_specs[KB_CASE_PROPERTY_UNREAD] = flag_spec ("unread");
  ret_specs[KB_CASE_PROPERTY_STATUS] = text_spec ("status");
  ret_specs[KB_CASE_PROPERTY_QUARANTINE] = int_spec ("quarantine");
  ret_specs[KB_CASE_PROPERTY_N_QUARANTINED] = uint_spec ("n-quarantined");
  ret_specs[KB_CASE_PROPERTY_STREAM] = uint_spec ("stream");
  ret_specs[KB_CASE_PROPERTY_HAS_IDENTITY] = flag_spec ("has-identity");
  ret_specs[KB_CASE_PROPERTY_N_OPENINGS] = uint_spec ("n-openings");
  ret_specs[KB_CASE_PROPERTY_SEALED] = flag_spec ("sealed");
  ret_specs[KB_CASE_PROPERTY_OLD_KEY] = flag_spec ("old-key");
  ret_specs[KB_CASE_PROPERTY_WIDENED] = flag_spec ("widened");
  ret_specs[KB_CASE_PROPERTY_EXCLUDED] =
    g_param_spec_int64 ("excluded", NULL, NULL, 0, G_MAXINT64, 0, FLAGS);
  ret_specs[KB_CASE_PROPERTY_ASSIGNEE] = text_spec ("assignee");
  ret_specs[KB_CASE_PROPERTY_ASSIGNEE_NAME] = text_spec ("assignee-name");
  ret_specs[KB_CASE_PROPERTY_IMPORTANT] = flag_spec ("important");
  ret_specs[KB_CASE_PROPERTY_TAGS] = text_spec ("tags");
  ret_specs[KB_CASE_PROPERTY_N_CONFLICTS] = uint_spec ("n-conflicts");
  ret_specs[KB_CASE_PROPERTY_N_PENDING] = uint_spec ("n-pending");
  ret_specs[KB_CASE_PROPERTY_STATUS_SINCE] =
    g_param_spec_int64 ("status-since", NULL, NULL, 0, G_MAXINT64, 0, FLAGS);
  ret_specs[KB_CASE_PROPERTY_WAITS] = flag_spec ("waits");
  ret_specs[KB_CASE_PROPERTY_OBJECTION] = flag_spec ("objection");
  ret_specs[KB_CASE_PROPERTY_HAS_MAILBOX] = flag_spec ("has-mailbox");
  ret_specs[KB_CASE_PROPERTY_CHANNEL] = int_spec ("channel");
  ret_specs[KB_CASE_PROPERTY_N_FROM_REPORTER] = uint_spec ("n-from-reporter");
  ret_specs[KB_CASE_PROPERTY_N_FROM_OFFICE] = uint_spec ("n-from-office");

  g_object_class_install_properties (klass, KB_N_CASE_PROPERTIES, ret_specs);
}

static void
take_tags (const KbCaseState *state,
           GValue            *value)
{
  g_auto(GStrv) tags = kb_case_fields_dup_values (state->fields, KB_WORK_TAGS);
  g_autofree char *joined = g_strjoinv (", ", tags);

  g_value_take_string (value, kb_line_for_display (joined));
}

static gboolean
get_of_progress (guint              property,
                 const KbCaseState *state,
                 GValue            *value)
{
  switch (property)
    {
    case KB_CASE_PROPERTY_STATUS:
      g_value_set_string (value, state->status->code);
      break;
    case KB_CASE_PROPERTY_STATUS_SINCE:
      g_value_set_int64 (value, (gint64) MIN (state->status_hour, G_MAXINT32) * 3600);
      break;
    case KB_CASE_PROPERTY_WAITS:
      g_value_set_boolean (value, state->waits);
      break;
    case KB_CASE_PROPERTY_OBJECTION:
      g_value_set_boolean (value, state->objection);
      break;
    case KB_CASE_PROPERTY_HAS_MAILBOX:
      g_value_set_boolean (value, state->has_mailbox);
      break;
    case KB_CASE_PROPERTY_CHANNEL:
      g_value_set_int (value, state->channel);
      break;
    case KB_CASE_PROPERTY_N_FROM_REPORTER:
      g_value_set_uint (value, state->n_from_reporter);
      break;
    case KB_CASE_PROPERTY_N_FROM_OFFICE:
      g_value_set_uint (value, state->n_from_office);
      break;
    default:
      return FALSE;
    }

  return TRUE;
}

static gboolean
get_of_work (guint              property,
             const KbCaseState *state,
             GValue            *value)
{
  switch (property)
    {
    case KB_CASE_PROPERTY_OLD_KEY:
      g_value_set_boolean (value, state->old_key);
      break;
    case KB_CASE_PROPERTY_WIDENED:
      g_value_set_boolean (value, state->widened);
      break;
    case KB_CASE_PROPERTY_EXCLUDED:
      g_value_set_int64 (value, (gint64) MIN (state->excluded_hour, G_MAXINT32) * 3600);
      break;
    case KB_CASE_PROPERTY_ASSIGNEE:
      g_value_set_string (value, kb_case_fields_get_value (state->fields, KB_WORK_ASSIGNEE));
      break;
    case KB_CASE_PROPERTY_ASSIGNEE_NAME:
      g_value_set_string (value, state->assignee_name);
      break;
    case KB_CASE_PROPERTY_IMPORTANT:
      g_value_set_boolean (value, *kb_case_fields_get_value (state->fields,
                                                             KB_WORK_IMPORTANCE) != '\0');
      break;
    case KB_CASE_PROPERTY_TAGS:
      take_tags (state, value);
      break;
    case KB_CASE_PROPERTY_N_CONFLICTS:
      g_value_set_uint (value, state->n_conflicts);
      break;
    case KB_CASE_PROPERTY_N_PENDING:
      g_value_set_uint (value, state->n_pending);
      break;
    default:
      return get_of_progress (property, state, value);
    }

  return TRUE;
}

static gboolean
get_of_state (guint              property,
              const KbCaseState *state,
              GValue            *value)
{
  switch (property)
    {
    case KB_CASE_PROPERTY_NUMBER:
      g_value_take_string (value, kb_case_state_number (state));
      break;
    case KB_CASE_PROPERTY_CATEGORY:
      g_value_take_string (value, kb_case_state_dup_category (state));
      break;
    case KB_CASE_PROPERTY_GROUP:
      g_value_take_string (value, kb_case_state_dup_sub (state));
      break;
    case KB_CASE_PROPERTY_SUBJECT:
      g_value_set_string (value, state->subject);
      break;
    case KB_CASE_PROPERTY_UNIT:
      g_value_set_string (value, state->unit);
      break;
    case KB_CASE_PROPERTY_ALIAS:
      g_value_set_string (value, state->alias);
      break;
    case KB_CASE_PROPERTY_RECEIVED:
      g_value_set_int64 (value, (gint64) MIN (state->received_hour, G_MAXINT32) * 3600);
      break;
    case KB_CASE_PROPERTY_QUARANTINE:
      g_value_set_int (value, state->quarantine);
      break;
    case KB_CASE_PROPERTY_N_QUARANTINED:
      g_value_set_uint (value, state->n_quarantined);
      break;
    case KB_CASE_PROPERTY_STREAM:
      g_value_set_uint (value, state->stream);
      break;
    case KB_CASE_PROPERTY_HAS_IDENTITY:
      g_value_set_boolean (value, state->has_contact || state->has_civil);
      break;
    case KB_CASE_PROPERTY_N_OPENINGS:
      g_value_set_uint (value, state->n_openings);
      break;
    case KB_CASE_PROPERTY_SEALED:
      g_value_set_boolean (value, state->sealed);
      break;
    default:
      return get_of_work (property, state, value);
    }

  return TRUE;
}

/*< private >
 * kb_case_properties_get:
 */
gboolean
kb_case_properties_get (guint              property,
                        guint32            id,
                        const KbCaseState *state,
                        gboolean           unread,
                        GValue            *value)
{
  switch (property)
    {
    case KB_CASE_PROPERTY_ID:
      g_value_set_uint (value, id);
      return TRUE;
    case KB_CASE_PROPERTY_LOADED:
      g_value_set_boolean (value, state != NULL);
      return TRUE;
    case KB_CASE_PROPERTY_UNREAD:
      g_value_set_boolean (value, unread);
      return TRUE;
    default:
      break;
    }
  if (state != NULL)
    return get_of_state (property, state, value);

  /* An empty row: zeros and NULL, which @value holds already. */
  return property < KB_N_CASE_PROPERTIES;
}
