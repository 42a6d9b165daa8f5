/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-index.h"

#include "kb-json.h"

#include <string.h>

#define MAX_JSON 8192u

static const char *const view_names[KB_N_CASE_VIEWS] = {
  [KB_CASE_VIEW_UNREAD] = "unread",
  [KB_CASE_VIEW_ALL] = "all",
  [KB_CASE_VIEW_MINE] = "mine",
  [KB_CASE_VIEW_LATE] = "late",
  [KB_CASE_VIEW_WAITING] = "waiting",
  [KB_CASE_VIEW_CLOSED] = "closed",
  [KB_CASE_VIEW_LEADERSHIP] = "leadership",
  [KB_CASE_VIEW_OPENED] = "opened",
  [KB_CASE_VIEW_QUARANTINED] = "quarantined",
};

/**
 * kb_case_filter_new:
 *
 * Returns: (transfer full): all cases
 */
KbCaseFilter *
kb_case_filter_new (void)
{
  KbCaseFilter *self = g_new0 (KbCaseFilter, 1);

  self->view = KB_CASE_VIEW_ALL;
  return self;
}

/**
 * kb_case_filter_copy:
 * @self: a filter
 *
 * Returns: (transfer full): one of its own
 */
KbCaseFilter *
kb_case_filter_copy (const KbCaseFilter *self)
{
  KbCaseFilter *copy = g_memdup2 (self, sizeof *self);

  copy->category = g_strdup (self->category);
  copy->unit = g_strdup (self->unit);
  copy->assignee = g_strdup (self->assignee);
  copy->tag = g_strdup (self->tag);
  return copy;
}

/**
 * kb_case_filter_free:
 * @self: (nullable): a filter
 */
void
kb_case_filter_free (KbCaseFilter *self)
{
  if (self == NULL)
    return;
  g_free (self->category);
  g_free (self->unit);
  g_free (self->assignee);
  g_free (self->tag);
  g_free (self);
}

/**
 * kb_case_filter_equal:
 *
 * Returns: whether both let the same cases pass, whatever the cases
 */
gboolean
kb_case_filter_equal (const KbCaseFilter *a,
                      const KbCaseFilter *b)
{
  return a->view == b->view && a->statuses == b->statuses && a->from == b->from && a->to == b->to &&
         !a->late == !b->late && !a->unread == !b->unread && !a->important == !b->important &&
         g_strcmp0 (a->category, b->category) == 0 && g_strcmp0 (a->unit, b->unit) == 0 &&
         g_strcmp0 (a->assignee, b->assignee) == 0 && g_strcmp0 (a->tag, b->tag) == 0;
}

/**
 * kb_case_filter_is_plain:
 *
 * Returns: whether it asks for nothing but its view
 */
gboolean
kb_case_filter_is_plain (const KbCaseFilter *self)
{
  const KbCaseFilter plain = { .view = self->view };

  return kb_case_filter_equal (self, &plain);
}

/* ---- as text, for saved views ---- */

static void
put_text (JsonObject *object,
          const char *name,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static void
put_flag (JsonObject *object,
          const char *name,
          gboolean    flag)
{
  if (flag)
    json_object_set_boolean_member (object, name, TRUE);
}

static void
put_day (JsonObject *object,
         const char *name,
         guint32     day)
{
  if (day != 0)
    json_object_set_int_member (object, name, day);
}

/* By their codes: the table may be another one when they are read. */
static void
put_statuses (JsonObject *object,
              guint32     statuses)
{
  JsonArray *codes;

  if (statuses == 0)
    return;
  codes = json_array_new ();
  for (guint i = 0; i < kb_workflow_get_n_statuses (); i++)
    if ((statuses & 1u << i) != 0)
      json_array_add_string_element (codes, kb_workflow_get_status (i)->code);
  json_object_set_array_member (object, "statuses", codes);
}

/**
 * kb_case_filter_to_json:
 * @self: a filter
 *
 * Returns: (transfer full): an object, members only where something is asked
 */
char *
kb_case_filter_to_json (const KbCaseFilter *self)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "view", view_names[self->view]);
  put_statuses (object, self->statuses);
  put_text (object, "category", self->category);
  put_text (object, "unit", self->unit);
  put_text (object, "assignee", self->assignee);
  put_text (object, "tag", self->tag);
  put_day (object, "from", self->from);
  put_day (object, "to", self->to);
  put_flag (object, "late", self->late);
  put_flag (object, "unread", self->unread);
  put_flag (object, "important", self->important);
  return kb_json_to_string (object);
}

/* A code that this program's table lacks is left out; if none is left, nothing would pass and
 * nobody would see why, so that is no filter. */
static gboolean
take_statuses (JsonObject *object,
               guint32    *ret_statuses)
{
  JsonArray *codes;

  if (!json_object_has_member (object, "statuses"))
    return TRUE;
  codes = kb_json_array (object, "statuses", NULL);
  for (guint i = 0; codes != NULL && i < json_array_get_length (codes); i++)
    {
      JsonNode *node = json_array_get_element (codes, i);
      const char *code = json_node_get_value_type (node) == G_TYPE_STRING
                         ? json_node_get_string (node) : "";
      const KbStatus *status = kb_workflow_find_status (code);

      if (status != NULL)
        *ret_statuses |= 1u << status->index;
    }
  return *ret_statuses != 0;
}

static gboolean
take_view (JsonObject *object,
           KbCaseView *ret_view)
{
  const char *name = kb_json_string_or (object, "view", NULL);

  for (guint i = 0; i < KB_N_CASE_VIEWS; i++)
    if (g_strcmp0 (name, view_names[i]) == 0)
      {
        *ret_view = i;
        return TRUE;
      }
  return FALSE;
}

static guint32
take_day (JsonObject *object,
          const char *name)
{
  gint64 day = 0;

  kb_json_int (object, name, &day, NULL);
  return CLAMP (day, 0, G_MAXINT32);
}

/**
 * kb_case_filter_from_json:
 * @json: from kb_case_filter_to_json()
 *
 * Returns: (transfer full) (nullable): the filter
 */
KbCaseFilter *
kb_case_filter_from_json (const char *json)
{
  g_autoptr(JsonObject) object = kb_json_parse (json, strlen (json), MAX_JSON, NULL);
  g_autoptr(KbCaseFilter) self = kb_case_filter_new ();

  if (object == NULL || !take_view (object, &self->view) ||
      !take_statuses (object, &self->statuses))
    return NULL;
  self->category = g_strdup (kb_json_string_or (object, "category", NULL));
  self->unit = g_strdup (kb_json_string_or (object, "unit", NULL));
  self->assignee = g_strdup (kb_json_string_or (object, "assignee", NULL));
  self->tag = g_strdup (kb_json_string_or (object, "tag", NULL));
  self->from = take_day (object, "from");
  self->to = take_day (object, "to");
  self->late = kb_json_bool_or (object, "late", FALSE);
  self->unread = kb_json_bool_or (object, "unread", FALSE);
  self->important = kb_json_bool_or (object, "important", FALSE);
  return g_steal_pointer (&self);
}
