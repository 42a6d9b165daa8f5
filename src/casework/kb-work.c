/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-work.h"

#include "kb-case-state.h"
#include "kb-json.h"

#include <string.h>

static const char * const kinds[] = {
  [KB_WORK_SET] = "set", [KB_WORK_ADD] = "add", [KB_WORK_REMOVE] = "remove", [KB_WORK_NOTE] = "note"
};

static void
op_free (gpointer data)
{
  KbWorkOp *op = data;

  g_free (op->field);
  g_free (op->value);
  g_free (op);
}

static gboolean
fits (const char *text,
      glong       max_chars)
{
  return strlen (text) <= (gsize) max_chars || g_utf8_strlen (text, -1) <= max_chars;
}

static gboolean
is_field (const char *name)
{
  gsize size = strspn (name, "abcdefghijklmnopqrstuvwxyz_");

  return size > 0 && size <= KB_LIMIT_WORK_FIELD && name[size] == '\0';
}

static gboolean
is_key (const char *value)
{
  return strlen (value) == 2 * KB_SIGN_PUBLIC_SIZE
         && strspn (value, "0123456789abcdef") == 2 * KB_SIGN_PUBLIC_SIZE;
}

/* What is known is held to its form and its shape; what a later program invents is not. */
static gboolean
is_value (const KbWorkOp *op)
{
  gboolean several = op->kind != KB_WORK_SET;

  if (!fits (op->value, KB_LIMIT_FIELD_CHARS) || (several && op->value[0] == '\0'))
    return FALSE;
  if (g_str_equal (op->field, KB_WORK_ASSIGNEE))
    return !several && (op->value[0] == '\0' || is_key (op->value));
  if (g_str_equal (op->field, KB_WORK_IMPORTANCE))
    return !several && (op->value[0] == '\0' || g_str_equal (op->value, "high"));

  return several || !g_str_equal (op->field, KB_WORK_TAGS);
}

static gboolean
is_op (const KbWorkOp *op)
{
  if (op->value == NULL)
    return FALSE;
  if (op->kind == KB_WORK_NOTE)
    return op->value[0] != '\0' && fits (op->value, KB_LIMIT_NOTE_CHARS);

  return op->field != NULL && is_field (op->field) && is_value (op);
}

/* Exactly one of the shapes: no other members. */
static KbWorkOp *
read_op (JsonNode *node)
{
  JsonObject *object;
  KbWorkOp *op;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  op = g_new0 (KbWorkOp, 1);
  for (guint i = 0; i < G_N_ELEMENTS (kinds) && op->value == NULL; i++)
    {
      const char *named = kb_json_string_or (object, kinds[i], NULL);
      gboolean is_note = i == KB_WORK_NOTE;

      if (named == NULL || json_object_get_size (object) != (is_note ? 1 : 2))
        continue;
      op->kind = i;
      op->field = is_note ? NULL : g_strdup (named);
      op->value = g_strdup (is_note ? named : kb_json_string_or (object, "value", NULL));
    }
  if (is_op (op))
    return op;
  op_free (op);

  return NULL;
}

static GPtrArray *
refuse (const char  *why,
        GError     **error)
{
  g_set_error (error, KB_CASE_ERROR, KB_CASE_ERROR_WORK, "The work part %s", why);
  return NULL;
}

/**
 * kb_work_parse:
 * @plain: the opened part, JSON of at most %KB_LIMIT_STORY bytes
 * @error: %KB_CASE_ERROR_WORK
 *
 * Returns: (transfer full) (element-type KbWorkOp): its changes, in order
 */
GPtrArray *
kb_work_parse (GBytes  *plain,
               GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (plain, &size);
  g_autoptr(JsonObject) object = kb_json_parse (data, size, KB_LIMIT_STORY, NULL);
  g_autoptr(GPtrArray) ops = g_ptr_array_new_with_free_func (op_free);
  JsonArray *array;
  gint64 version = 0;
  guint n_ops;

  if (object == NULL || !kb_json_int (object, "v", &version, NULL) || version != 1)
    return refuse ("is not an object of version 1", error);
  array = kb_json_array (object, "ops", NULL);
  n_ops = array != NULL ? json_array_get_length (array) : 0;
  if (n_ops < 1 || n_ops > KB_LIMIT_WORK_OPS)
    return refuse ("has no changes, or too many", error);

  for (guint i = 0; i < n_ops; i++)
    {
      KbWorkOp *op = read_op (json_array_get_element (array, i));

      if (op == NULL)
        return refuse ("has a change of no agreed form", error);
      g_ptr_array_add (ops, op);
    }

  return g_steal_pointer (&ops);
}

/**
 * kb_work_check:
 * @plain: the opened part
 * @error: %KB_CASE_ERROR_WORK
 */
gboolean
kb_work_check (GBytes  *plain,
               GError **error)
{
  g_autoptr(GPtrArray) ops = kb_work_parse (plain, error);

  return ops != NULL;
}

gboolean
kb_work_field_is_known (const char *field)
{
  static const char * const known[] = { KB_WORK_ASSIGNEE, KB_WORK_IMPORTANCE, KB_WORK_TAGS, NULL };

  return g_strv_contains (known, field);
}

/**
 * kb_work_new:
 * @kind: what is done
 * @field: (nullable): to which field; %NULL for a note
 * @value: the value, or the note's text
 *
 * Returns: (transfer full): the members of a `work` part with this one change
 */
JsonObject *
kb_work_new (KbWorkKind  kind,
             const char *field,
             const char *value)
{
  JsonObject *members = json_object_new ();
  JsonObject *op = json_object_new ();
  JsonArray *ops = json_array_new ();

  json_object_set_string_member (op, kinds[kind], kind == KB_WORK_NOTE ? value : field);
  if (kind != KB_WORK_NOTE)
    json_object_set_string_member (op, "value", value);
  json_array_add_object_element (ops, op);
  json_object_set_array_member (members, "ops", ops);

  return members;
}
