/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-work.h"

#include "kb-case-state.h"
#include "kb-json.h"
#include "kb-work-forms.h"

#include <string.h>

static const char * const kinds[] = {
  [KB_WORK_SET] = "set",
  [KB_WORK_ADD] = "add",
  [KB_WORK_REMOVE] = "remove",
  [KB_WORK_NOTE] = "note",
  [KB_WORK_MOVE] = "move",
  [KB_WORK_SAVE_SHEET] = "sheet",
  [KB_WORK_DID] = "did",
};

static void
op_free (gpointer data)
{
  KbWorkOp *op = data;

  g_free (op->field);
  g_free (op->value);
  g_free (op->from);
  g_free (op->reason);
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
is_op (const KbWorkOp *op)
{
  if (op->value == NULL || (op->kind != KB_WORK_NOTE && op->field == NULL))
    return FALSE;
  switch (op->kind)
    {
    case KB_WORK_SET:
    case KB_WORK_ADD:
    case KB_WORK_REMOVE:
      return is_field (op->field) && fits (op->value, KB_LIMIT_FIELD_CHARS)
             && kb_work_is_value (op->field, op->kind != KB_WORK_SET, op->value);
    case KB_WORK_NOTE:
      return op->value[0] != '\0' && fits (op->value, KB_LIMIT_NOTE_CHARS);
    case KB_WORK_MOVE:
      return op->from != NULL && op->reason != NULL && is_field (op->value)
             && is_field (op->from) && fits (op->reason, KB_LIMIT_FIELD_CHARS);
    case KB_WORK_SAVE_SHEET:
      return TRUE;
    case KB_WORK_DID:
      return is_field (op->field) && fits (op->value, KB_LIMIT_FIELD_CHARS);
    default:
      return FALSE;
    }
}

static char *
read_sheet (JsonObject *object)
{
  JsonObject *members = kb_json_object (object, KB_WORK_SHEET, NULL);
  g_autoptr(KbSheet) sheet = members != NULL ? kb_sheet_from_object (members) : NULL;

  return sheet != NULL ? kb_sheet_to_json (sheet) : NULL;
}

static char *
dup_string (JsonObject *object,
            const char *member)
{
  return g_strdup (kb_json_string_or (object, member, NULL));
}

static void
read_members (KbWorkOp   *op,
              JsonObject *object)
{
  const char *verb = kinds[op->kind];

  switch (op->kind)
    {
    case KB_WORK_SET:
    case KB_WORK_ADD:
    case KB_WORK_REMOVE:
      op->field = dup_string (object, verb);
      op->value = dup_string (object, "value");
      break;
    case KB_WORK_NOTE:
      op->value = dup_string (object, verb);
      break;
    case KB_WORK_MOVE:
      op->field = g_strdup (KB_WORK_STATUS);
      op->value = dup_string (object, verb);
      op->from = dup_string (object, "from");
      op->reason = dup_string (object, "reason");
      break;
    case KB_WORK_SAVE_SHEET:
      op->field = g_strdup (KB_WORK_SHEET);
      op->value = read_sheet (object);
      break;
    case KB_WORK_DID:
      op->field = dup_string (object, verb);
      op->value = dup_string (object, "detail");
      break;
    default:
      break;
    }
}

/* Exactly one of the shapes: no other members. */
static KbWorkOp *
read_op (JsonNode *node)
{
  static const guint n_members[] = {
    [KB_WORK_SET] = 2, [KB_WORK_ADD] = 2, [KB_WORK_REMOVE] = 2, [KB_WORK_NOTE] = 1,
    [KB_WORK_MOVE] = 3, [KB_WORK_SAVE_SHEET] = 1, [KB_WORK_DID] = 2,
  };
  JsonObject *object;
  KbWorkOp *op;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  op = g_new0 (KbWorkOp, 1);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (json_object_has_member (object, kinds[i])
        && json_object_get_size (object) == n_members[i])
      {
        op->kind = i;
        read_members (op, object);
        break;
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

/*< private >
 * kb_work_new_op:
 */
JsonObject *
kb_work_new_op (JsonObject *op)
{
  JsonObject *members = json_object_new ();
  JsonArray *ops = json_array_new ();

  json_array_add_object_element (ops, op);
  json_object_set_array_member (members, "ops", ops);

  return members;
}

/**
 * kb_work_new:
 * @kind: set, add, remove or note
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
  JsonObject *op = json_object_new ();

  g_return_val_if_fail (kind <= KB_WORK_NOTE, NULL);

  json_object_set_string_member (op, kinds[kind], kind == KB_WORK_NOTE ? value : field);
  if (kind != KB_WORK_NOTE)
    json_object_set_string_member (op, "value", value);

  return kb_work_new_op (op);
}

/**
 * kb_work_new_move:
 * @from: code of the status that is in force
 * @to: code of another
 * @reason: "" where the table asks for none
 *
 * kb_workflow_judge() says beforehand whether it will have an effect.
 *
 * Returns: (transfer full): the members of a `work` part
 */
JsonObject *
kb_work_new_move (const char *from,
                  const char *to,
                  const char *reason)
{
  JsonObject *op = json_object_new ();

  json_object_set_string_member (op, kinds[KB_WORK_MOVE], to);
  json_object_set_string_member (op, "from", from);
  json_object_set_string_member (op, "reason", reason);

  return kb_work_new_op (op);
}

/**
 * kb_work_new_did:
 * @what: [a-z_]
 * @detail: for people, at most %KB_LIMIT_FIELD_CHARS characters
 *
 * Returns: (transfer full): the members of a `work` part
 */
JsonObject *
kb_work_new_did (const char *what,
                 const char *detail)
{
  JsonObject *op = json_object_new ();

  json_object_set_string_member (op, kinds[KB_WORK_DID], what);
  json_object_set_string_member (op, "detail", detail);

  return kb_work_new_op (op);
}

/**
 * kb_work_append:
 * @members: of a `work` part
 * @more: others; left as they are
 */
void
kb_work_append (JsonObject *members,
                JsonObject *more)
{
  JsonArray *ops = json_object_get_array_member (members, "ops");
  JsonArray *others = json_object_get_array_member (more, "ops");

  for (guint i = 0; i < json_array_get_length (others); i++)
    json_array_add_element (ops, json_node_copy (json_array_get_element (others, i)));
}
