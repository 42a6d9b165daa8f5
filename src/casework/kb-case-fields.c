/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands in a case's fields, when several people write at once without
 * knowing of each other: docs/protocol.md, "Work". Pure, like the fold. */
#include "config.h"

#include "kb-case-fields.h"

#include "kb-work-forms.h"

#include <string.h>

static void
write_free (gpointer data)
{
  KbFieldWrite *write = data;

  g_free (write->value);
  g_free (write);
}

static void
field_free (gpointer data)
{
  KbField *field = data;

  g_free (field->name);
  g_ptr_array_unref (field->writes);
  g_free (field);
}

static KbField *
field_new (const char *name,
           gboolean    several)
{
  KbField *field = g_new0 (KbField, 1);

  field->name = g_strdup (name);
  field->several = several;
  field->writes = g_ptr_array_new_with_free_func (write_free);

  return field;
}

static gpointer
copy_write (gconstpointer source,
            gpointer      data)
{
  const KbFieldWrite *write = source;
  KbFieldWrite *copy = g_memdup2 (write, sizeof *write);

  copy->value = g_strdup (write->value);

  return copy;
}

static gpointer
copy_field (gconstpointer source,
            gpointer      data)
{
  const KbField *field = source;
  KbField *copy = g_new0 (KbField, 1);

  copy->name = g_strdup (field->name);
  copy->several = field->several;
  copy->writes = g_ptr_array_copy (field->writes, copy_write, NULL);
  g_ptr_array_set_free_func (copy->writes, write_free);

  return copy;
}

/**
 * kb_case_fields_copy:
 * @fields: (nullable) (element-type KbField): fields
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
GPtrArray *
kb_case_fields_copy (GPtrArray *fields)
{
  GPtrArray *copy = fields != NULL ? g_ptr_array_copy (fields, copy_field, NULL) : NULL;

  if (copy != NULL)
    g_ptr_array_set_free_func (copy, field_free);

  return copy;
}

static KbField *
find (GPtrArray  *fields,
      const char *name,
      gboolean    several)
{
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      KbField *field = fields->pdata[i];

      if (field->several == several && g_str_equal (field->name, name))
        return field;
    }

  return NULL;
}

/**
 * kb_case_fields_find:
 * @several: whether the field of that name with several values is meant
 *
 * Returns: (transfer none) (nullable): the field, where anybody wrote it
 */
const KbField *
kb_case_fields_find (GPtrArray  *fields,
                     const char *name,
                     gboolean    several)
{
  return find (fields, name, several);
}

/**
 * kb_field_write_is_known:
 *
 * Who says to have seen a place has verified all before it.
 *
 * Returns: whether the author of @header knew of @write
 */
gboolean
kb_field_write_is_known (const KbFieldWrite *write,
                         const KbHeader     *header)
{
  return memcmp (header->author, write->author, KB_SIGN_PUBLIC_SIZE) == 0
         || (write->seq != KB_PENDING_SEQ && header->seen_seq >= write->seq);
}

/* @value NULL: all that were known, else those with that value. */
static void
drop_known (KbField        *field,
            const KbHeader *header,
            const char     *value)
{
  for (guint i = field->writes->len; i-- > 0;)
    {
      const KbFieldWrite *write = field->writes->pdata[i];

      if ((value == NULL || g_str_equal (write->value, value))
          && kb_field_write_is_known (write, header))
        g_ptr_array_remove_index (field->writes, i);
    }
}

/* What is kept of a change: of a review sheet its mark only. */
static char *
dup_value (const KbWorkOp *op)
{
  g_autoptr(KbSheet) sheet = NULL;

  if (op->kind == KB_WORK_SAVE_SHEET)
    sheet = kb_sheet_from_json (op->value, NULL);

  return sheet != NULL ? kb_sheet_dup_mark (sheet) : g_strdup (op->value);
}

static void
add_write (KbField        *field,
           const KbHeader *header,
           const KbPlace  *place,
           const KbWorkOp *op)
{
  KbFieldWrite *write;

  if (field->writes->len >= KB_LIMIT_FIELD_WRITES)
    return;
  write = g_new0 (KbFieldWrite, 1);
  write->value = dup_value (op);
  memcpy (write->author, header->author, KB_SIGN_PUBLIC_SIZE);
  write->seq = place->seq;
  write->author_seq = header->author_seq;
  write->hour = place->hour;
  g_ptr_array_add (field->writes, write);
}

static gboolean
is_several (const KbWorkOp *op)
{
  return op->kind == KB_WORK_ADD || op->kind == KB_WORK_REMOVE;
}

/* Names that this program does not know can't push out those that it does. */
static KbField *
find_or_add (GPtrArray      **fields,
             const KbWorkOp  *op)
{
  gboolean several = is_several (op);
  KbField *field = find (*fields, op->field, several);

  if (field != NULL)
    return field;
  if (*fields == NULL)
    *fields = g_ptr_array_new_with_free_func (field_free);
  if ((*fields)->len >= KB_LIMIT_CASE_FIELDS && !kb_work_field_is_known (op->field))
    return NULL;
  field = field_new (op->field, several);
  g_ptr_array_add (*fields, field);

  return field;
}

/**
 * kb_case_fields_apply:
 * @fields: (inout) (nullable): the case's fields
 * @header: of the entry that says it
 * @place: where that entry is; seq %KB_PENDING_SEQ before it is in the chain
 * @op: one of its changes; a move is taken as it is: who may move is the fold's to judge
 *
 * A field keeps at most %KB_LIMIT_FIELD_WRITES writes and a case
 * %KB_LIMIT_CASE_FIELDS fields of unknown names; what goes beyond is in the
 * history only, on every desktop alike.
 */
void
kb_case_fields_apply (GPtrArray      **fields,
                      const KbHeader  *header,
                      const KbPlace   *place,
                      const KbWorkOp  *op)
{
  KbField *field;

  g_return_if_fail (fields != NULL && header != NULL && place != NULL && op != NULL);

  if (op->kind == KB_WORK_NOTE || op->kind == KB_WORK_DID)
    return;
  field = find_or_add (fields, op);
  if (field == NULL)
    return;
  drop_known (field, header, is_several (op) ? op->value : NULL);
  if (op->kind != KB_WORK_REMOVE)
    add_write (field, header, place, op);
  if (field->writes->len == 0)
    g_ptr_array_remove (*fields, field);
  if ((*fields)->len == 0)
    g_clear_pointer (fields, g_ptr_array_unref);
}

/**
 * kb_case_fields_get_value:
 *
 * Returns: (transfer none): the value in force of a field with one value, "" where nobody wrote it
 */
const char *
kb_case_fields_get_value (GPtrArray  *fields,
                          const char *name)
{
  const KbField *field = find (fields, name, FALSE);

  return field != NULL ? ((KbFieldWrite *) field->writes->pdata[0])->value : "";
}

/**
 * kb_case_fields_dup_values:
 *
 * Returns: (transfer full): the distinct values of a field with several
 */
GStrv
kb_case_fields_dup_values (GPtrArray  *fields,
                           const char *name)
{
  const KbField *field = find (fields, name, TRUE);
  g_autoptr(GPtrArray) values = g_ptr_array_new ();

  for (guint i = 0; field != NULL && i < field->writes->len; i++)
    {
      const KbFieldWrite *write = field->writes->pdata[i];

      if (!g_ptr_array_find_with_equal_func (values, write->value, g_str_equal, NULL))
        g_ptr_array_add (values, write->value);
    }
  g_ptr_array_add (values, NULL);

  return g_strdupv ((GStrv) values->pdata);
}

/**
 * kb_field_is_in_conflict:
 *
 * Returns: whether it has one value, and people who did not know of each other wrote others
 */
gboolean
kb_field_is_in_conflict (const KbField *field)
{
  const KbFieldWrite *first = field->writes->pdata[0];

  for (guint i = 1; !field->several && i < field->writes->len; i++)
    if (!g_str_equal (((KbFieldWrite *) field->writes->pdata[i])->value, first->value))
      return TRUE;

  return FALSE;
}

guint
kb_case_fields_count_conflicts (GPtrArray *fields)
{
  guint n = 0;

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    n += kb_field_is_in_conflict (fields->pdata[i]);

  return n;
}

static void
put_text (GByteArray *out,
          const char *text)
{
  kb_write_u16 (out, strlen (text));
  kb_write_bytes (out, text, strlen (text));
}

/*< private >
 * kb_case_fields_write:
 *
 * u16 n × (u8 several ‖ u16 n ‖ name ‖ u16 n × (32 author ‖ u64 seq
 * ‖ u64 author_seq ‖ u64 hour ‖ u16 n ‖ value))
 */
void
kb_case_fields_write (GPtrArray  *fields,
                      GByteArray *out)
{
  kb_write_u16 (out, fields != NULL ? fields->len : 0);
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const KbField *field = fields->pdata[i];

      kb_write_u8 (out, field->several);
      put_text (out, field->name);
      kb_write_u16 (out, field->writes->len);
      for (guint j = 0; j < field->writes->len; j++)
        {
          const KbFieldWrite *write = field->writes->pdata[j];

          kb_write_bytes (out, write->author, KB_SIGN_PUBLIC_SIZE);
          kb_write_u64 (out, write->seq);
          kb_write_u64 (out, write->author_seq);
          kb_write_u64 (out, write->hour);
          put_text (out, write->value);
        }
    }
}

static char *
get_text (KbReader *reader)
{
  gsize size = kb_reader_u16 (reader);
  const guint8 *at = kb_reader_bytes (reader, size);

  if (at != NULL && g_utf8_validate_len ((const char *) at, size, NULL))
    return g_strndup ((const char *) at, size);
  reader->failed = TRUE;

  return g_strdup ("");
}

static KbField *
read_field (KbReader *reader)
{
  guint8 several = kb_reader_u8 (reader);
  g_autofree char *name = get_text (reader);
  KbField *field = field_new (name, several);
  guint n = kb_reader_u16 (reader);

  if (several > 1 || n < 1 || n > KB_LIMIT_FIELD_WRITES)
    reader->failed = TRUE;
  for (guint i = 0; i < n && !reader->failed; i++)
    {
      KbFieldWrite *write = g_new0 (KbFieldWrite, 1);

      kb_reader_copy (reader, write->author, KB_SIGN_PUBLIC_SIZE);
      write->seq = kb_reader_u64 (reader);
      write->author_seq = kb_reader_u64 (reader);
      write->hour = kb_reader_u64 (reader);
      write->value = get_text (reader);
      g_ptr_array_add (field->writes, write);
    }

  return field;
}

/*< private >
 * kb_case_fields_read:
 *
 * Returns: (transfer full) (nullable): fields; %NULL also where @reader fails
 */
GPtrArray *
kb_case_fields_read (KbReader *reader)
{
  guint n = kb_reader_u16 (reader);
  GPtrArray *fields = n > 0 ? g_ptr_array_new_with_free_func (field_free) : NULL;

  for (guint i = 0; i < n && !reader->failed; i++)
    g_ptr_array_add (fields, read_field (reader));
  if (reader->failed)
    g_clear_pointer (&fields, g_ptr_array_unref);

  return fields;
}
