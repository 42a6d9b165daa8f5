/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The statuses of a case and who may move it from where to where: data/workflow.json, read
 * strictly. */
#include "config.h"

#include "kb-workflow.h"

#include "kb-case-state.h"
#include "kb-json.h"
#include "kb-workflow-json.h"

#include <string.h>

#define MAX_STATUSES 32         /* filters keep them as bits of 32 */
#define MAX_MOVES 256
#define MAX_CODE 32
#define ROLE_BIT(role) (1u << (role))

typedef struct
{
  JsonObject     *json;         /* holds the texts */
  KbStatus       *statuses;
  guint           n_statuses;
  GArray         *moves;        /* of KbMove */
  const KbStatus *start;
} Table;

static void
table_free (Table *self)
{
  g_clear_pointer (&self->json, json_object_unref);
  g_free (self->statuses);
  g_array_unref (self->moves);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Table, table_free)

static gboolean G_GNUC_PRINTF (2, 3)
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, KB_CASE_ERROR, KB_CASE_ERROR_TABLE, "The table of statuses: %s", why);

  return FALSE;
}

static gboolean
has_only (JsonObject          *object,
          const char * const  *members,
          GError             **error)
{
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *at = names; at != NULL; at = at->next)
    if (!g_strv_contains (members, at->data))
      return refuse (error, "“%s” means nothing", (const char *) at->data);

  return TRUE;
}

/* A flag is true or left out. */
static gboolean
read_flag (JsonObject  *object,
           const char  *member,
           gboolean    *ret_flag,
           GError     **error)
{
  *ret_flag = kb_json_bool_or (object, member, FALSE);

  return *ret_flag == json_object_has_member (object, member)
         || refuse (error, "“%s” is not true", member);
}

static const KbStatus *
find_status (const Table *self,
             const char  *code)
{
  for (guint i = 0; code != NULL && i < self->n_statuses; i++)
    if (g_str_equal (self->statuses[i].code, code))
      return &self->statuses[i];

  return NULL;
}

static const KbMove *
find_move (const Table *self,
           const char  *from,
           const char  *to)
{
  for (guint i = 0; i < self->moves->len; i++)
    {
      const KbMove *move = &g_array_index (self->moves, KbMove, i);

      if (g_strcmp0 (move->from->code, from) == 0 && g_strcmp0 (move->to->code, to) == 0)
        return move;
    }

  return NULL;
}

static gboolean
is_code (const char *code)
{
  gsize size = strspn (code, "abcdefghijklmnopqrstuvwxyz_");

  return size > 0 && size <= MAX_CODE && code[size] == '\0';
}

static gboolean
read_status (Table       *self,
             JsonNode    *node,
             GError     **error)
{
  static const char * const members[] = { "code", "label", "closed", "waits", "result", NULL };
  static const char * const results[] = { "proven", "not-proven", "referred", "out", NULL };
  KbStatus *status = &self->statuses[self->n_statuses];
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, "a status is not an object");
  object = json_node_get_object (node);
  status->code = kb_json_string_or (object, "code", "");
  status->label = kb_json_string_or (object, "label", "");
  status->result = kb_json_string_or (object, "result", NULL);
  status->index = self->n_statuses;
  if (!has_only (object, members, error) || !read_flag (object, "closed", &status->closed, error)
      || !read_flag (object, "waits", &status->waits, error))
    return FALSE;
  if (!is_code (status->code) || status->label[0] == '\0')
    return refuse (error, "a status has no code, or no label");
  if (find_status (self, status->code) != NULL)
    return refuse (error, "“%s” stands twice", status->code);
  if (status->closed != (status->result != NULL)
      || status->closed != json_object_has_member (object, "result")
      || (status->result != NULL && !g_strv_contains (results, status->result)))
    return refuse (error, "“%s” is closed without a result, or has one and is not", status->code);
  self->n_statuses++;

  return TRUE;
}

static gboolean
read_statuses (Table   *self,
               GError **error)
{
  JsonArray *array = kb_json_array (self->json, "statuses", error);
  guint n;

  if (array == NULL)
    return FALSE;
  n = json_array_get_length (array);
  if (n == 0 || n > MAX_STATUSES)
    return refuse (error, "%u statuses", n);
  self->statuses = g_new0 (KbStatus, n);
  for (guint i = 0; i < n; i++)
    if (!read_status (self, json_array_get_element (array, i), error))
      return FALSE;
  self->start = find_status (self, kb_json_string_or (self->json, "start", NULL));
  if (self->start == NULL || self->start->closed)
    return refuse (error, "no open status to start with");

  return TRUE;
}

static gboolean
read_roles (JsonObject  *object,
            guint       *ret_roles,
            GError     **error)
{
  JsonArray *array = kb_json_array (object, "roles", error);
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (array == NULL)
    return FALSE;
  *ret_roles = 0;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *name = json_node_get_value_type (node) == G_TYPE_STRING
                         ? json_node_get_string (node) : "";
      KbDeviceRole role;

      if (g_str_equal (name, "reporter"))
        *ret_roles |= ROLE_BIT (0);
      else if (kb_device_role_from_string (name, &role))
        *ret_roles |= ROLE_BIT (role);
      else
        return refuse (error, "“%s” is no role", name);
    }

  return *ret_roles != 0 || refuse (error, "a move for nobody");
}

static gboolean
add_move (Table       *self,
          KbMove      *move,
          JsonNode    *from,
          GError     **error)
{
  move->from = json_node_get_value_type (from) == G_TYPE_STRING
               ? find_status (self, json_node_get_string (from)) : NULL;
  if (move->from == NULL || move->to == NULL || move->from == move->to)
    return refuse (error, "“%s” goes from or to nowhere", move->label);
  if (find_move (self, move->from->code, move->to->code) != NULL)
    return refuse (error, "two moves from “%s” to “%s”", move->from->code, move->to->code);
  if (self->moves->len >= MAX_MOVES)
    return refuse (error, "more than %d moves", MAX_MOVES);
  g_array_append_val (self->moves, *move);

  return TRUE;
}

static gboolean
read_move (Table       *self,
           JsonNode    *node,
           GError     **error)
{
  static const char * const members[] = { "from", "to", "label", "roles", "reason", "sheet",
                                          "suggested", "undo", NULL };
  KbMove move = { 0 };
  JsonObject *object;
  JsonArray *from;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, "a move is not an object");
  object = json_node_get_object (node);
  from = kb_json_array (object, "from", error);
  if (from == NULL || !has_only (object, members, error)
      || !read_roles (object, &move.roles, error)
      || !read_flag (object, "reason", &move.needs_reason, error)
      || !read_flag (object, "sheet", &move.needs_sheet, error)
      || !read_flag (object, "suggested", &move.suggested, error)
      || !read_flag (object, "undo", &move.undo, error))
    return FALSE;
  move.label = kb_json_string_or (object, "label", "");
  move.to = find_status (self, kb_json_string_or (object, "to", NULL));
  if (move.label[0] == '\0' || json_array_get_length (from) == 0)
    return refuse (error, "a move without a label or a start");
  for (guint i = 0; i < json_array_get_length (from); i++)
    if (!add_move (self, &move, json_array_get_element (from, i), error))
      return FALSE;

  return TRUE;
}

/* One suggestion at most for each role; and what can be undone has a way back that asks nothing. */
static gboolean
check_moves (Table   *self,
             GError **error)
{
  for (guint i = 0; i < self->moves->len; i++)
    {
      const KbMove *move = &g_array_index (self->moves, KbMove, i);
      const KbMove *back = find_move (self, move->to->code, move->from->code);

      if (move->undo && (back == NULL || (move->roles & ~back->roles) != 0
                         || back->needs_reason || back->needs_sheet))
        return refuse (error, "from “%s” to “%s” there is no way back",
                       move->from->code, move->to->code);
      for (guint j = 0; move->suggested && j < i; j++)
        {
          const KbMove *other = &g_array_index (self->moves, KbMove, j);

          if (other->suggested && other->from == move->from && (other->roles & move->roles) != 0)
            return refuse (error, "two suggestions from “%s”", move->from->code);
        }
    }

  return TRUE;
}

static gboolean
read_moves (Table   *self,
            GError **error)
{
  JsonArray *array = kb_json_array (self->json, "moves", error);

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_move (self, json_array_get_element (array, i), error))
      return FALSE;

  return check_moves (self, error);
}

static Table *
table_new (const char  *text,
           GError     **error)
{
  static const char * const members[] = { "start", "statuses", "moves", NULL };
  g_autoptr(Table) self = g_new0 (Table, 1);

  self->moves = g_array_new (FALSE, TRUE, sizeof (KbMove));
  self->json = kb_json_parse (text, strlen (text), KB_LIMIT_STORY, error);
  if (self->json == NULL || !has_only (self->json, members, error)
      || !read_statuses (self, error) || !read_moves (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Shared by all threads and never changed. */
static const Table *
get_table (void)
{
  static gsize table;

  if (g_once_init_enter (&table))
    {
      g_autoptr(GError) error = NULL;
      Table *made = table_new (workflow_json, &error);

      if (made == NULL)
        g_error ("%s", error->message);
      g_once_init_leave (&table, (gsize) made);
    }

  return (const Table *) table;
}

/**
 * kb_workflow_check:
 * @text: JSON as in data/workflow.json
 * @error: %KB_CASE_ERROR_TABLE, or a #KbJsonError
 *
 * Returns: whether it is a table that a program may start with
 */
gboolean
kb_workflow_check (const char  *text,
                   GError     **error)
{
  g_autoptr(Table) table = table_new (text, error);

  return table != NULL;
}

guint
kb_workflow_get_n_statuses (void)
{
  return get_table ()->n_statuses;
}

const KbStatus *
kb_workflow_get_status (guint index)
{
  const Table *table = get_table ();

  g_return_val_if_fail (index < table->n_statuses, NULL);

  return &table->statuses[index];
}

const KbStatus *
kb_workflow_find_status (const char *code)
{
  return find_status (get_table (), code);
}

const KbStatus *
kb_workflow_get_start (void)
{
  return get_table ()->start;
}

const KbMove *
kb_workflow_find_move (const char *from,
                       const char *to)
{
  return find_move (get_table (), from, to);
}

/**
 * kb_workflow_list_moves:
 * @from: code of a status
 * @role: whose moves
 *
 * Returns: (transfer container) (element-type KbMove): in the table's order, the suggested first
 */
GPtrArray *
kb_workflow_list_moves (const char   *from,
                        KbDeviceRole  role)
{
  const Table *table = get_table ();
  GPtrArray *moves = g_ptr_array_new ();

  for (guint i = 0; i < table->moves->len; i++)
    {
      KbMove *move = &g_array_index (table->moves, KbMove, i);

      if (g_strcmp0 (move->from->code, from) == 0 && (move->roles & ROLE_BIT (role)) != 0)
        g_ptr_array_insert (moves, move->suggested ? 0 : -1, move);
    }

  return moves;
}

/**
 * kb_workflow_judge:
 * @from: code of the status that the case is in
 * @to: code of the one that it shall go to
 * @role: who moves it; 0: the reporter
 * @has_reason: whether a reason is given
 * @has_sheet: whether the case has a review sheet
 *
 * Returns: whether it may, or the first thing that is against it
 */
KbMoveVerdict
kb_workflow_judge (const char   *from,
                   const char   *to,
                   KbDeviceRole  role,
                   gboolean      has_reason,
                   gboolean      has_sheet)
{
  const KbMove *move = kb_workflow_find_move (from, to);

  if (move == NULL)
    return KB_MOVE_UNKNOWN;
  if ((move->roles & ROLE_BIT (role)) == 0)
    return KB_MOVE_ROLE;
  if (move->needs_sheet && !has_sheet)
    return KB_MOVE_SHEET;
  if (move->needs_reason && !has_reason)
    return KB_MOVE_REASON;

  return KB_MOVE_ALLOWED;
}
