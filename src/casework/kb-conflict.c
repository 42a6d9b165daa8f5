/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-conflict.h"

#include "kb-bytes.h"
#include "kb-work-forms.h"

#define KEY_LETTERS 8           /* of a device that nobody knows the name of */

struct _KbConflict
{
  GObject    parent_instance;

  char      *field;
  GPtrArray *choices;           /* of KbChoice */
};

G_DEFINE_FINAL_TYPE (KbConflict, kb_conflict, G_TYPE_OBJECT)

enum
{
  PROP_FIELD = 1,
};

static void
choice_free (gpointer data)
{
  KbChoice *choice = data;

  g_free (choice->value);
  g_free (choice->shown);
  g_free (choice->author_name);
  g_free (choice);
}

static void
kb_conflict_finalize (GObject *object)
{
  KbConflict *self = KB_CONFLICT (object);

  g_free (self->field);
  g_ptr_array_unref (self->choices);

  G_OBJECT_CLASS (kb_conflict_parent_class)->finalize (object);
}

static void
kb_conflict_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  if (prop_id == PROP_FIELD)
    g_value_set_string (value, KB_CONFLICT (object)->field);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
kb_conflict_class_init (KbConflictClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kb_conflict_finalize;
  object_class->get_property = kb_conflict_get_property;
  g_object_class_install_property (object_class, PROP_FIELD,
                                   g_param_spec_string ("field", NULL, NULL, NULL,
                                                        G_PARAM_READABLE
                                                        | G_PARAM_STATIC_STRINGS));
}

static void
kb_conflict_init (KbConflict *self)
{
  self->choices = g_ptr_array_new_with_free_func (choice_free);
}

static gboolean
has_choice (KbConflict *self,
            const char *value)
{
  for (guint i = 0; i < self->choices->len; i++)
    if (g_str_equal (kb_conflict_get_choice (self, i)->value, value))
      return TRUE;

  return FALSE;
}

/*< private >
 * kb_value_to_show:
 */
char *
kb_value_to_show (const char *field,
                  const char *value,
                  GHashTable *names)
{
  const char *name;

  if (g_str_equal (field, KB_WORK_SHEET))
    return kb_sheet_mark_dup_text (value, KB_SHEET_GROUP);
  if (g_str_equal (field, KB_WORK_RELATED))
    return g_strndup (value, KEY_LETTERS);
  if (!g_str_equal (field, KB_WORK_ASSIGNEE))
    return kb_line_for_display (value);
  name = names != NULL ? g_hash_table_lookup (names, value) : NULL;

  return name != NULL ? g_strdup (name) : g_strndup (value, KEY_LETTERS);
}

/* Of a sheet its text, which is elsewhere than its mark. */
static char *
dup_value (const char *field,
           const char *value,
           GPtrArray  *sheets)
{
  for (guint i = 0; g_str_equal (field, KB_WORK_SHEET) && i < sheets->len; i++)
    {
      const KbSheetVersion *version = sheets->pdata[i];
      g_autofree char *mark = kb_sheet_dup_mark (version->sheet);

      if (g_str_equal (mark, value))
        return kb_sheet_to_json (version->sheet);
    }

  return g_strdup (value);
}

/*< private >
 * kb_conflict_new:
 */
KbConflict *
kb_conflict_new (const KbField *field,
                 GPtrArray     *sheets,
                 GHashTable    *names)
{
  KbConflict *self = g_object_new (KB_TYPE_CONFLICT, NULL);

  self->field = g_strdup (field->name);
  for (guint i = 0; i < field->writes->len; i++)
    {
      const KbFieldWrite *write = field->writes->pdata[i];
      g_autofree char *value = dup_value (field->name, write->value, sheets);
      g_autofree char *author = NULL;
      KbChoice *choice;

      if (has_choice (self, value))
        continue;
      author = kb_hex_encode (write->author, sizeof write->author);
      choice = g_new0 (KbChoice, 1);
      choice->value = g_steal_pointer (&value);
      choice->shown = kb_value_to_show (field->name, write->value, names);
      choice->author_name = names != NULL ? g_strdup (g_hash_table_lookup (names, author)) : NULL;
      choice->hour = (gint64) MIN (write->hour, G_MAXINT32) * 3600;
      choice->pending = write->seq == KB_PENDING_SEQ;
      g_ptr_array_add (self->choices, choice);
    }

  return self;
}

/**
 * kb_conflict_new_settling:
 * @state: the case
 * @field: of the conflict
 * @value: of the choice that shall hold
 *
 * Returns: (transfer full): the members of a `work` part
 */
JsonObject *
kb_conflict_new_settling (const KbCaseState *state,
                          const char        *field,
                          const char        *value)
{
  g_autoptr(KbSheet) sheet = NULL;

  if (g_str_equal (field, KB_WORK_STATUS))
    return kb_work_new_move (state->status->code, value, "");
  if (g_str_equal (field, KB_WORK_SHEET))
    sheet = kb_sheet_from_json (value, NULL);

  return sheet != NULL ? kb_work_new_sheet (sheet) : kb_work_new (KB_WORK_SET, field, value);
}

/**
 * kb_conflict_get_field:
 *
 * Returns: (transfer none): name of the field
 */
const char *
kb_conflict_get_field (KbConflict *self)
{
  g_return_val_if_fail (KB_IS_CONFLICT (self), NULL);

  return self->field;
}

/**
 * kb_conflict_get_n_choices:
 *
 * Returns: how many different values it was given; at least two
 */
guint
kb_conflict_get_n_choices (KbConflict *self)
{
  g_return_val_if_fail (KB_IS_CONFLICT (self), 0);

  return self->choices->len;
}

/**
 * kb_conflict_get_choice:
 * @i: from 0, which is the one in force
 *
 * Returns: (transfer none): the value with who wrote it first
 */
const KbChoice *
kb_conflict_get_choice (KbConflict *self,
                        guint       i)
{
  g_return_val_if_fail (KB_IS_CONFLICT (self), NULL);
  g_return_val_if_fail (i < self->choices->len, NULL);

  return self->choices->pdata[i];
}
