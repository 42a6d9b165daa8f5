/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The fields that this program knows, and the forms of their values. */
#include "config.h"

#include "kb-work-forms.h"

#include "kb-case-state.h"

#include <stdlib.h>
#include <string.h>

#define MAX_DIGITS 15           /* of an amount: a thousand billion rupiah and far more */

typedef gboolean (* IsForm) (const char *value);

static gboolean
is_hex (const char *value,
        gsize       n_bytes)
{
  return strlen (value) == 2 * n_bytes && strspn (value, "0123456789abcdef") == 2 * n_bytes;
}

static gboolean
is_device (const char *value)
{
  return is_hex (value, KB_SIGN_PUBLIC_SIZE);
}

static gboolean
is_case (const char *value)
{
  return is_hex (value, KB_CASE_ID_SIZE);
}

static gboolean
is_high (const char *value)
{
  return g_str_equal (value, "high");
}

static gboolean
is_reporter (const char *value)
{
  return g_str_equal (value, "reporter");
}

static gboolean
is_amount (const char *value)
{
  gsize size = strspn (value, "0123456789");

  return size <= MAX_DIGITS && value[size] == '\0' && (size == 1 || value[0] != '0');
}

/*< private >
 * kb_work_is_date:
 */
gboolean
kb_work_is_date (const char *value)
{
  if (strlen (value) != KB_WORK_DATE_CHARS)
    return FALSE;
  for (guint i = 0; i < KB_WORK_DATE_CHARS; i++)
    if (i == 4 || i == 7 ? value[i] != '-' : !g_ascii_isdigit (value[i]))
      return FALSE;

  return g_date_valid_dmy (atoi (value + 8), atoi (value + 5), atoi (value));
}

/* A known field is written either by set or by add and remove. */
static const struct
{
  const char *name;
  gboolean    several;
  IsForm      is_form;          /* NULL: any text */
} fields[] = {
  { KB_WORK_ASSIGNEE, FALSE, is_device },
  { KB_WORK_IMPORTANCE, FALSE, is_high },
  { KB_WORK_CATEGORY, FALSE, NULL },
  { KB_WORK_SUB, FALSE, NULL },
  { KB_WORK_TEAM, FALSE, NULL },
  { KB_WORK_LETTER, FALSE, NULL },
  { KB_WORK_LETTER_DATE, FALSE, kb_work_is_date },
  { KB_WORK_DISPOSITION, FALSE, NULL },
  { KB_WORK_CLARIFIED, FALSE, kb_work_is_date },
  { KB_WORK_EXAMINED, FALSE, kb_work_is_date },
  { KB_WORK_LHP, FALSE, NULL },
  { KB_WORK_LHP_DATE, FALSE, kb_work_is_date },
  { KB_WORK_LOSS, FALSE, is_amount },
  { KB_WORK_RECOVERED, FALSE, is_amount },
  { KB_WORK_FOLLOWUP, FALSE, NULL },
  { KB_WORK_WAITS, FALSE, is_reporter },
  { KB_WORK_TAGS, TRUE, NULL },
  { KB_WORK_RELATED, TRUE, is_case },
};

/* Written by ops of their own only. */
static gboolean
has_own_op (const char *field)
{
  return g_str_equal (field, KB_WORK_STATUS) || g_str_equal (field, KB_WORK_SHEET);
}

/*< private >
 * kb_work_is_value:
 */
gboolean
kb_work_is_value (const char *field,
                  gboolean    several,
                  const char *value)
{
  if (has_own_op (field) || (several && value[0] == '\0'))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, field))
      return fields[i].several == several
             && (value[0] == '\0' || fields[i].is_form == NULL || fields[i].is_form (value));

  return TRUE;
}

gboolean
kb_work_field_is_known (const char *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, field))
      return TRUE;

  return has_own_op (field);
}

/**
 * kb_work_check_value:
 * @field: name of a field with one value
 * @value: what a person typed
 *
 * For a form that shows at once what everyone's reader would refuse.
 *
 * Returns: whether kb_work_new() of it will be read
 */
gboolean
kb_work_check_value (const char *field,
                     const char *value)
{
  return g_utf8_strlen (value, -1) <= KB_LIMIT_FIELD_CHARS
         && kb_work_is_value (field, FALSE, value);
}
