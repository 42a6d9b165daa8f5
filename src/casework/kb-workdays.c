/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Working days by counting, not by walking: so many from the beginning of the
 * calendar to a day, less the holidays that fell on them. */
#include "config.h"

#include "kb-workdays.h"

#include "kb-clock.h"
#include "kb-json.h"
#include "kb-limits.h"

#include "kb-holiday-table.h"

#define WIB_SECONDS (7 * 3600)
#define DAY_SECONDS (24 * 3600)
#define EPOCH_DAY 719163u        /* 1970-01-01 */
#define SETTING "holidays-"

struct _KbWorkdays
{
  gatomicrefcount  refs;
  GHashTable      *names;        /* day → name, weekends too */
  GArray          *off;          /* guint32: those from Monday to Friday, in order */
  GHashTable      *years;        /* that are known */
};

static void
add_day (KbWorkdays *self,
         guint32     day,
         const char *name)
{
  g_hash_table_insert (self->names, GUINT_TO_POINTER (day), g_strdup (name));
}

static void
add_preset (KbWorkdays *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (holiday_table); i++)
    add_day (self, holiday_table[i].day, holiday_table[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (holiday_years); i++)
    g_hash_table_add (self->years, GUINT_TO_POINTER (holiday_years[i]));
}

static JsonArray *
find_array (JsonObject *value,
            const char *member)
{
  return kb_json_array (value, member, NULL);
}

static void
remove_days (KbWorkdays *self,
             JsonArray  *days)
{
  for (guint i = 0; days != NULL && i < json_array_get_length (days); i++)
    {
      JsonNode *node = json_array_get_element (days, i);
      guint32 day;

      if (JSON_NODE_HOLDS_VALUE (node) && kb_day_parse (json_node_get_string (node), &day))
        g_hash_table_remove (self->names, GUINT_TO_POINTER (day));
    }
}

static gboolean
add_days (KbWorkdays *self,
          JsonArray  *days)
{
  gboolean added = FALSE;

  for (guint i = 0; days != NULL && i < json_array_get_length (days); i++)
    {
      JsonNode *node = json_array_get_element (days, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      guint32 day;

      if (object == NULL || !kb_day_parse (kb_json_string_or (object, "date", ""), &day))
        continue;
      add_day (self, day, kb_json_string_or (object, "name", ""));
      added = TRUE;
    }

  return added;
}

/* What the roster took was checked there; what is not a year's days changes nothing. */
static void
apply_setting (KbWorkdays *self,
               const char *section,
               const char *value)
{
  g_autoptr(JsonObject) object = NULL;
  guint64 year;

  if (!g_str_has_prefix (section, SETTING) ||
      !g_ascii_string_to_unsigned (section + strlen (SETTING), 10, 1, 9999, &year, NULL))
    return;
  object = kb_json_parse (value, strlen (value), KB_LIMIT_BODY, NULL);
  if (object == NULL)
    return;
  remove_days (self, find_array (object, "remove"));
  if (add_days (self, find_array (object, "add")))
    g_hash_table_add (self->years, GUINT_TO_POINTER ((guint) year));
}

static int
compare_days (gconstpointer a,
              gconstpointer b)
{
  guint32 left = *(const guint32 *) a;
  guint32 right = *(const guint32 *) b;

  return (left > right) - (left < right);
}

static gboolean
is_weekend (guint32 day)
{
  return (day - 1) % 7 >= 5;     /* day 1 was a Monday */
}

static void
list_off (KbWorkdays *self)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint32 day = GPOINTER_TO_UINT (key);

      if (!is_weekend (day))
        g_array_append_val (self->off, day);
    }
  g_array_sort (self->off, compare_days);
}

/**
 * kb_workdays_new:
 * @settings: (nullable) (element-type utf8 utf8): section → value as JSON text,
 *   from kb_roster_dup_settings(); only `holidays-YEAR` are read
 *
 * Returns: (transfer full): the preset with what the office added and removed
 */
KbWorkdays *
kb_workdays_new (GHashTable *settings)
{
  KbWorkdays *self = g_new0 (KbWorkdays, 1);
  GHashTableIter iter;
  gpointer section;
  gpointer value;

  g_atomic_ref_count_init (&self->refs);
  self->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->years = g_hash_table_new (NULL, NULL);
  self->off = g_array_new (FALSE, FALSE, sizeof (guint32));
  add_preset (self);
  if (settings != NULL)
    {
      g_hash_table_iter_init (&iter, settings);
      while (g_hash_table_iter_next (&iter, &section, &value))
        apply_setting (self, section, value);
    }
  list_off (self);

  return self;
}

KbWorkdays *
kb_workdays_ref (KbWorkdays *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
kb_workdays_unref (KbWorkdays *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_hash_table_unref (self->names);
  g_hash_table_unref (self->years);
  g_array_unref (self->off);
  g_free (self);
}

/**
 * kb_workdays_day_of:
 * @seconds: since 1970-01-01 UTC; before that counts as that day
 *
 * Returns: the day in WIB, which knows no summer time
 */
guint32
kb_workdays_day_of (gint64 seconds)
{
  gint64 days = (CLAMP (seconds, 0, (gint64) G_MAXINT32 * 64) + WIB_SECONDS) / DAY_SECONDS;

  return EPOCH_DAY + (guint32) days;
}

gboolean
kb_workdays_is_working (const KbWorkdays *self,
                        guint32           day)
{
  return !is_weekend (day) && !g_hash_table_contains (self->names, GUINT_TO_POINTER (day));
}

/**
 * kb_workdays_get_name:
 *
 * Returns: (transfer none) (nullable): name of the holiday; of a day that is no
 *   holiday, weekends too, %NULL
 */
const char *
kb_workdays_get_name (const KbWorkdays *self,
                      guint32           day)
{
  return g_hash_table_lookup (self->names, GUINT_TO_POINTER (day));
}

/* Holidays from Monday to Friday up to and with @day. */
static guint
count_off (const KbWorkdays *self,
           guint32           day)
{
  guint low = 0;
  guint high = self->off->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (self->off, guint32, middle) <= day)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Working days from day 1 up to and with @day. */
static guint32
count_working (const KbWorkdays *self,
               guint32           day)
{
  return day / 7 * 5 + MIN (day % 7, 5) - count_off (self, day);
}

/**
 * kb_workdays_add:
 *
 * Returns: the @n-th working day after @day; with @n 0 @day itself, or the next
 *   working day where it is none
 */
guint32
kb_workdays_add (const KbWorkdays *self,
                 guint32           day,
                 guint             n)
{
  guint32 wanted;
  guint32 weekdays;
  guint32 found;

  if (n == 0 && kb_workdays_is_working (self, day))
    return day;

  wanted = count_working (self, day) + MAX (n, 1);
  weekdays = wanted + count_off (self, day);
  found = (weekdays - 1) / 5 * 7 + (weekdays - 1) % 5 + 1;   /* were there no holiday behind */
  while (count_working (self, found) < wanted)
    found++;

  return found;
}

/**
 * kb_workdays_between:
 *
 * Returns: working days after @from up to and with @to; negative where @to is
 *   before @from
 */
int
kb_workdays_between (const KbWorkdays *self,
                     guint32           from,
                     guint32           to)
{
  return (int) count_working (self, to) - (int) count_working (self, from);
}

/**
 * kb_workdays_knows:
 *
 * Returns: whether the program brings this year's holidays or the office named any
 */
gboolean
kb_workdays_knows (const KbWorkdays *self,
                   guint             year)
{
  return g_hash_table_contains (self->years, GUINT_TO_POINTER (year));
}
