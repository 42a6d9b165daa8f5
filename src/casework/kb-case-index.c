/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-index.h"

#include <string.h>

#define HOURS_OF_WIB 7
#define EPOCH_DAY 719163u       /* 1 January 1970, as GDate counts */
#define TAG_END '\n'            /* never in a tag: those are one line */

/* Beside the views' bits. */
enum
{
  FLAG_THERE = 1 << KB_N_CASE_VIEWS,
  FLAG_IMPORTANT = 1 << (KB_N_CASE_VIEWS + 1),
  FLAG_PAUSED = 1 << (KB_N_CASE_VIEWS + 2),
};

/* One case, 32 bytes; texts are numbers in `texts`. At the place of its id, for
 * the store's ids are dense. */
typedef struct
{
  guint32 received;              /* hour */
  guint32 changed;               /* hour */
  guint32 due;                   /* Julian day of the worst clock, 0: none runs */
  guint32 category;
  guint32 unit;
  guint32 assignee;
  guint32 tags;                  /* all of them as one text */
  guint16 flags;                 /* bits (1 << KbCaseView) and FLAG_ */
  guint8  status;
} Record;

struct _KbCaseIndex
{
  KbClocks     *clocks;
  guint32       me;              /* number of the text */
  GArray       *records;         /* of Record, by id */
  GStringChunk *chunk;
  GHashTable   *numbers;         /* text → its number */
  GPtrArray    *texts;           /* number → text; 0 is "" */
  GArray       *order;           /* of guint64, the order's key above the id; NULL: to be sorted */
  KbCaseOrder   order_kind;
};

static guint32
get_number (KbCaseIndex *self,
            const char  *text)
{
  gpointer found;

  if (text == NULL)
    text = "";
  if (g_hash_table_lookup_extended (self->numbers, text, NULL, &found))
    return GPOINTER_TO_UINT (found);
  text = g_string_chunk_insert (self->chunk, text);
  g_hash_table_insert (self->numbers, (char *) text, GUINT_TO_POINTER (self->texts->len));
  g_ptr_array_add (self->texts, (char *) text);
  return self->texts->len - 1;
}

static const char *
get_text (KbCaseIndex *self,
          guint32      number)
{
  return g_ptr_array_index (self->texts, number);
}

static Record *
get_record (KbCaseIndex *self,
            guint32      id)
{
  Record *record;

  if (id >= self->records->len)
    return NULL;
  record = &g_array_index (self->records, Record, id);
  return (record->flags & FLAG_THERE) != 0 ? record : NULL;
}

static void
set_flag (Record   *record,
          guint     flag,
          gboolean  on)
{
  if (on)
    record->flags |= flag;
  else
    record->flags &= ~flag;
}

static guint32
get_day (guint32 hour)
{
  return (hour + HOURS_OF_WIB) / 24 + EPOCH_DAY;
}

/**
 * kb_case_index_new:
 * @clocks: (nullable): by which due dates are judged; without, there are none
 * @me: hex key of this device
 *
 * Returns: (transfer full): an empty index
 */
KbCaseIndex *
kb_case_index_new (KbClocks   *clocks,
                   const char *me)
{
  KbCaseIndex *self = g_new0 (KbCaseIndex, 1);

  self->clocks = clocks != NULL ? kb_clocks_ref (clocks) : NULL;
  self->records = g_array_new (FALSE, TRUE, sizeof (Record));
  self->chunk = g_string_chunk_new (4096);
  self->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->texts = g_ptr_array_new ();
  get_number (self, "");
  self->me = get_number (self, me);
  return self;
}

/**
 * kb_case_index_free:
 * @self: (nullable): an index
 */
void
kb_case_index_free (KbCaseIndex *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->clocks, kb_clocks_unref);
  g_array_unref (self->records);
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->texts);
  g_string_chunk_free (self->chunk);
  g_clear_pointer (&self->order, g_array_unref);
  g_free (self);
}

/* ---- what is kept of a case ---- */

static int
compare_texts (const void *a,
               const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted, each between two ends: "\nbanjir\nproyek\n". */
static guint32
get_tags (KbCaseIndex       *self,
          const KbCaseState *state)
{
  g_auto(GStrv) tags = kb_case_fields_dup_values (state->fields, KB_WORK_TAGS);
  g_autoptr(GString) joined = g_string_new (NULL);

  if (*tags == NULL)
    return 0;
  qsort (tags, g_strv_length (tags), sizeof *tags, compare_texts);
  for (guint i = 0; tags[i] != NULL; i++)
    g_string_append_printf (joined, "%c%s", TAG_END, tags[i]);
  g_string_append_c (joined, TAG_END);
  return get_number (self, joined->str);
}

static guint
judge (KbCaseIndex       *self,
       const KbCaseState *state,
       gint64             now,
       guint32           *ret_due)
{
  KbDeadline worst;

  if (self->clocks == NULL || !kb_clocks_find_worst (self->clocks, state, now, &worst))
    return 0;
  *ret_due = worst.due;
  if (worst.state == KB_DEADLINE_PAUSED)
    return FLAG_PAUSED;
  return worst.left < 0 ? 1 << KB_CASE_VIEW_LATE : 0;
}

/* As the store's lists have it: a test of the line is in none. */
static guint
get_flags (KbCaseIndex       *self,
           const KbCaseState *state,
           const Record      *record,
           gboolean           unread)
{
  gboolean closed = state->status != NULL && state->status->closed;
  guint flags = FLAG_THERE;

  if (state->canary)
    return flags;
  flags |= 1 << KB_CASE_VIEW_ALL;
  if (unread)
    flags |= 1 << KB_CASE_VIEW_UNREAD;
  if (record->assignee == self->me && self->me != 0 && !closed)
    flags |= 1 << KB_CASE_VIEW_MINE;
  if (state->waits && !closed)
    flags |= 1 << KB_CASE_VIEW_WAITING;
  if (closed)
    flags |= 1 << KB_CASE_VIEW_CLOSED;
  if (state->stream == KB_STREAM_LEADERSHIP)
    flags |= 1 << KB_CASE_VIEW_LEADERSHIP;
  if (state->n_openings > 0)
    flags |= 1 << KB_CASE_VIEW_OPENED;
  if (state->n_quarantined > 0 || state->quarantine != KB_QUARANTINE_NONE)
    flags |= 1 << KB_CASE_VIEW_QUARANTINED;
  if (*kb_case_fields_get_value (state->fields, KB_WORK_IMPORTANCE) != '\0')
    flags |= FLAG_IMPORTANT;
  return flags;
}

/**
 * kb_case_index_set:
 * @self: the index
 * @id: the case, as the store counts
 * @state: as folded
 * @unread: whether its list says so
 * @now: seconds, for the clocks
 *
 * Adds the case or replaces what was known of it.
 */
void
kb_case_index_set (KbCaseIndex       *self,
                   guint32            id,
                   const KbCaseState *state,
                   gboolean           unread,
                   gint64             now)
{
  Record *record;

  if (id >= self->records->len)
    g_array_set_size (self->records, id + 1);
  record = &g_array_index (self->records, Record, id);
  *record = (Record) {
    .received = state->received_hour,
    .changed = state->changed_hour,
    .category = get_number (self, state->category),
    .unit = get_number (self, state->unit),
    .assignee = get_number (self, kb_case_fields_get_value (state->fields, KB_WORK_ASSIGNEE)),
    .tags = get_tags (self, state),
    .status = (state->status != NULL ? state->status : kb_workflow_get_start ())->index,
  };
  record->flags = get_flags (self, state, record, unread);
  if (!state->canary)
    record->flags |= judge (self, state, now, &record->due);
  g_clear_pointer (&self->order, g_array_unref);
}

/**
 * kb_case_index_set_unread:
 * @self: the index
 * @id: a case; nothing happens where it is not known
 * @unread: what it is now
 */
void
kb_case_index_set_unread (KbCaseIndex *self,
                          guint32      id,
                          gboolean     unread)
{
  Record *record = get_record (self, id);

  if (record != NULL && (record->flags & 1 << KB_CASE_VIEW_ALL) != 0)
    set_flag (record, 1 << KB_CASE_VIEW_UNREAD, unread);
}

/* ---- order ---- */

/* The greatest first; of those alike, the case that came last. */
static guint64
get_key (const Record *record,
         KbCaseOrder   order)
{
  switch (order)
    {
    case KB_CASE_ORDER_CHANGED:
      return record->changed;
    case KB_CASE_ORDER_DUE:
      if (record->due == 0)
        return 0;
      return (guint32) ~record->due & ~((record->flags & FLAG_PAUSED) != 0 ? 1u << 31 : 0);
    case KB_CASE_ORDER_NEWEST:
    default:
      return record->received;
    }
}

/* By 16 bits of the key above the id, the greatest first; those alike stay as they are. */
static void
sort_by_digit (GArray *from,
               GArray *to,
               guint   shift)
{
  g_autofree guint *starts = g_new0 (guint, 1 << 16);
  guint at = 0;

  for (guint i = 0; i < from->len; i++)
    starts[g_array_index (from, guint64, i) >> shift & 0xffff]++;
  for (guint digit = 1 << 16; digit-- > 0;)
    {
      guint n = starts[digit];

      starts[digit] = at;
      at += n;
    }
  for (guint i = 0; i < from->len; i++)
    {
      guint64 key = g_array_index (from, guint64, i);

      g_array_index (to, guint64, starts[key >> shift & 0xffff]++) = key;
    }
}

static GArray *
get_order (KbCaseIndex *self,
           KbCaseOrder  order)
{
  g_autoptr(GArray) spare = NULL;

  if (self->order != NULL && self->order_kind == order)
    return self->order;
  g_clear_pointer (&self->order, g_array_unref);
  self->order = g_array_sized_new (FALSE, FALSE, sizeof (guint64), self->records->len);
  self->order_kind = order;
  for (guint id = self->records->len; id-- > 0;)
    {
      const Record *record = get_record (self, id);
      guint64 key = record != NULL ? get_key (record, order) << 32 | id : 0;

      if (record != NULL)
        g_array_append_val (self->order, key);
    }
  spare = g_array_sized_new (FALSE, FALSE, sizeof (guint64), self->order->len);
  g_array_set_size (spare, self->order->len);
  sort_by_digit (self->order, spare, 32);
  sort_by_digit (spare, self->order, 48);
  return self->order;
}

/* ---- filters ---- */

/* A filter in numbers. */
typedef struct
{
  guint    flags;                /* all of them */
  guint32  statuses;             /* one of these */
  guint32  from, to;             /* days */
  gboolean by_category, by_unit, by_assignee;
  guint32  category, unit, assignee;
  char    *tag;                  /* between its ends */
} Sieve;

static void
sieve_clear (Sieve *self)
{
  g_free (self->tag);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sieve, sieve_clear)

static Sieve
sieve_init (KbCaseIndex        *self,
            const KbCaseFilter *filter)
{
  return (Sieve) {
    .flags = 1 << filter->view | (filter->late ? 1 << KB_CASE_VIEW_LATE : 0)
             | (filter->unread ? 1 << KB_CASE_VIEW_UNREAD : 0)
             | (filter->important ? FLAG_IMPORTANT : 0),
    .statuses = filter->statuses != 0 ? filter->statuses : G_MAXUINT32,
    .from = filter->from,
    .to = filter->to != 0 ? filter->to : G_MAXUINT32,
    .by_category = filter->category != NULL,
    .by_unit = filter->unit != NULL,
    .by_assignee = filter->assignee != NULL,
    .category = get_number (self, filter->category),
    .unit = get_number (self, filter->unit),
    .assignee = get_number (self, filter->assignee),
    .tag = filter->tag != NULL ? g_strdup_printf ("%c%s%c", TAG_END, filter->tag, TAG_END) : NULL,
  };
}

static gboolean
passes (KbCaseIndex  *self,
        const Sieve  *sieve,
        const Record *record)
{
  guint32 day;

  if ((record->flags & sieve->flags) != sieve->flags ||
      (1u << record->status & sieve->statuses) == 0)
    return FALSE;
  if ((sieve->by_category && record->category != sieve->category) ||
      (sieve->by_unit && record->unit != sieve->unit) ||
      (sieve->by_assignee && record->assignee != sieve->assignee))
    return FALSE;
  day = get_day (record->received);
  if (day < sieve->from || day > sieve->to)
    return FALSE;
  return sieve->tag == NULL || strstr (get_text (self, record->tags), sieve->tag) != NULL;
}

/**
 * kb_case_index_list:
 * @self: the index
 * @filter: what to list
 * @order: in which order
 *
 * Returns: (transfer full) (element-type guint32): ids
 */
GArray *
kb_case_index_list (KbCaseIndex        *self,
                    const KbCaseFilter *filter,
                    KbCaseOrder         order)
{
  g_auto(Sieve) sieve = sieve_init (self, filter);
  GArray *keys = get_order (self, order);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < keys->len; i++)
    {
      guint32 id = (guint32) g_array_index (keys, guint64, i);

      if (passes (self, &sieve, &g_array_index (self->records, Record, id)))
        g_array_append_val (ids, id);
    }
  return ids;
}

/**
 * kb_case_index_narrow:
 * @self: the index
 * @filter: what may stay
 * @ids: (element-type guint32) (inout): cases, whose order stays
 */
void
kb_case_index_narrow (KbCaseIndex        *self,
                      const KbCaseFilter *filter,
                      GArray             *ids)
{
  g_auto(Sieve) sieve = sieve_init (self, filter);
  guint kept = 0;

  for (guint i = 0; i < ids->len; i++)
    {
      guint32 id = g_array_index (ids, guint32, i);
      const Record *record = get_record (self, id);

      if (record != NULL && passes (self, &sieve, record))
        g_array_index (ids, guint32, kept++) = id;
    }
  g_array_set_size (ids, kept);
}

/**
 * kb_case_index_count:
 * @self: the index
 * @ret_counts: (out): of each view
 */
void
kb_case_index_count (KbCaseIndex *self,
                     guint        ret_counts[KB_N_CASE_VIEWS])
{
  memset (ret_counts, 0, KB_N_CASE_VIEWS * sizeof *ret_counts);
  for (guint id = 0; id < self->records->len; id++)
    {
      guint flags = g_array_index (self->records, Record, id).flags;

      for (guint view = 0; view < KB_N_CASE_VIEWS; view++)
        ret_counts[view] += flags >> view & 1;
    }
}

/* ---- what occurs ---- */

static GStrv
take_sorted (GHashTable *set)
{
  guint n_texts;
  g_autofree char **texts = (char **) g_hash_table_get_keys_as_array (set, &n_texts);

  qsort (texts, n_texts, sizeof *texts, compare_texts);
  return g_strdupv (texts);
}

/**
 * kb_case_index_dup_units:
 * @self: the index
 *
 * Returns: (transfer full): units of the cases, each once, sorted
 */
GStrv
kb_case_index_dup_units (KbCaseIndex *self)
{
  g_autoptr(GHashTable) units = g_hash_table_new (NULL, NULL);

  for (guint id = 0; id < self->records->len; id++)
    {
      const Record *record = get_record (self, id);

      if (record != NULL && record->unit != 0)
        g_hash_table_add (units, (char *) get_text (self, record->unit));
    }
  return take_sorted (units);
}

/**
 * kb_case_index_dup_tags:
 * @self: the index
 *
 * Returns: (transfer full): tags of the cases, each once, sorted
 */
GStrv
kb_case_index_dup_tags (KbCaseIndex *self)
{
  g_autoptr(GHashTable) joined = g_hash_table_new (NULL, NULL);
  g_autoptr(GHashTable) tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer number;

  for (guint id = 0; id < self->records->len; id++)
    {
      const Record *record = get_record (self, id);

      if (record != NULL && record->tags != 0)
        g_hash_table_add (joined, GUINT_TO_POINTER (record->tags));
    }
  g_hash_table_iter_init (&iter, joined);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    {
      g_auto(GStrv) each = g_strsplit (get_text (self, GPOINTER_TO_UINT (number)), "\n", -1);

      for (guint i = 0; each[i] != NULL; i++)
        if (*each[i] != '\0')
          g_hash_table_add (tags, g_strdup (each[i]));
    }
  return take_sorted (tags);
}
