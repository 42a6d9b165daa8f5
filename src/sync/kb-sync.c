/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sync-private.h"

#include "kb-bytes.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (KbSync, kb_sync, G_TYPE_OBJECT)

enum
{
  PROP_PULLING = 1,
  PROP_PROGRESS,
  PROP_LAST_PULL,
  PROP_OFFLINE,
  PROP_ALARM,
  PROP_ALARM_SINCE,
  PROP_STORE_OLDER,
  PROP_RETRY_AFTER,
  PROP_N_PENDING,
  PROP_N_REFUSED,
  PROP_NEXT_TRY,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

typedef struct
{
  KbSync     *self;
  const char *property;         /* NULL: the signal */
  GArray     *changed;
  guint       n_new;
} Telling;

static void
telling_free (gpointer data)
{
  Telling *telling = data;

  g_object_unref (telling->self);
  g_clear_pointer (&telling->changed, g_array_unref);
  g_free (telling);
}

static gboolean
tell_cb (gpointer data)
{
  Telling *telling = data;

  if (telling->property != NULL)
    g_object_notify (G_OBJECT (telling->self), telling->property);
  else
    g_signal_emit (telling->self, signals[CHANGED], 0, telling->changed, telling->n_new);

  return G_SOURCE_REMOVE;
}

/* Always queued, never called from here: the handlers belong to the main
 * context's thread, also while that thread runs no loop yet. */
static void
tell (KbSync     *self,
      const char *property,
      GArray     *changed,
      guint       n_new)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  Telling *telling = g_new0 (Telling, 1);

  telling->self = g_object_ref (self);
  telling->property = property;
  telling->changed = changed != NULL ? g_array_ref (changed) : NULL;
  telling->n_new = n_new;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, telling, telling_free);
  g_source_attach (source, self->context);
}

void
kb_sync_notify (KbSync     *self,
                const char *property)
{
  tell (self, property, NULL, 0);
}

void
kb_sync_emit_changed (KbSync *self,
                      GArray *changed,
                      guint   n_new)
{
  tell (self, NULL, changed, n_new);
}

static void
kb_sync_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  KbSync *self = KB_SYNC (object);
  const KbAlarm *alarm;
  guint n_pending, n_refused;

  kb_outbox_count (self->outbox, &n_pending, &n_refused);
  g_mutex_lock (&self->lock);
  alarm = self->alarms->len > 0 ? &g_array_index (self->alarms, KbAlarm, 0) : NULL;
  switch (prop_id)
    {
    case PROP_PULLING:
      g_value_set_boolean (value, self->pulling);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_LAST_PULL:
      g_value_set_int64 (value, self->last_pull);
      break;
    case PROP_OFFLINE:
      g_value_set_boolean (value, self->offline);
      break;
    case PROP_ALARM:
      g_value_set_string (value, alarm != NULL ? alarm->code : NULL);
      break;
    case PROP_ALARM_SINCE:
      g_value_set_int64 (value, alarm != NULL ? alarm->since : 0);
      break;
    case PROP_STORE_OLDER:
      g_value_set_boolean (value, self->store_older);
      break;
    case PROP_RETRY_AFTER:
      g_value_set_uint (value, self->retry_after);
      break;
    case PROP_N_PENDING:
      g_value_set_uint (value, n_pending);
      break;
    case PROP_N_REFUSED:
      g_value_set_uint (value, n_refused);
      break;
    case PROP_NEXT_TRY:
      g_value_set_int64 (value, self->next_try);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
  g_mutex_unlock (&self->lock);
}

static void
kb_sync_finalize (GObject *object)
{
  KbSync *self = KB_SYNC (object);

  g_clear_object (&self->store);
  g_clear_object (&self->index);
  kb_similar_unref (self->similar);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->endpoint, kb_endpoint_free);
  g_clear_pointer (&self->token, kb_secret_unref);
  g_clear_pointer (&self->ledger, kb_ledger_free);
  g_array_unref (self->alarms);
  g_array_unref (self->card_rows);
  g_array_unref (self->card_sweep);
  g_clear_pointer (&self->outbox, kb_outbox_free);
  g_mutex_clear (&self->pull_lock);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (kb_sync_parent_class)->finalize (object);
}

static void
kb_sync_class_init (KbSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = kb_sync_finalize;
  object_class->get_property = kb_sync_get_property;

  properties[PROP_PULLING] = g_param_spec_boolean ("pulling", NULL, NULL, FALSE, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_LAST_PULL] = g_param_spec_int64 ("last-pull", NULL, NULL,
                                                    0, G_MAXINT64, 0, flags);
  properties[PROP_OFFLINE] = g_param_spec_boolean ("offline", NULL, NULL, FALSE, flags);
  properties[PROP_ALARM] = g_param_spec_string ("alarm", NULL, NULL, NULL, flags);
  properties[PROP_ALARM_SINCE] = g_param_spec_int64 ("alarm-since", NULL, NULL,
                                                      0, G_MAXINT64, 0, flags);
  properties[PROP_STORE_OLDER] = g_param_spec_boolean ("store-older", NULL, NULL, FALSE, flags);
  properties[PROP_RETRY_AFTER] = g_param_spec_uint ("retry-after", NULL, NULL,
                                                     0, G_MAXUINT, 0, flags);
  properties[PROP_N_PENDING] = g_param_spec_uint ("n-pending", NULL, NULL,
                                                  0, G_MAXUINT, 0, flags);
  properties[PROP_N_REFUSED] = g_param_spec_uint ("n-refused", NULL, NULL,
                                                  0, G_MAXUINT, 0, flags);
  properties[PROP_NEXT_TRY] = g_param_spec_int64 ("next-try", NULL, NULL,
                                                  0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", KB_TYPE_SYNC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_ARRAY, G_TYPE_UINT);
}

static void
kb_sync_init (KbSync *self)
{
  self->similar = kb_similar_new ();
  g_mutex_init (&self->pull_lock);
  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
  self->progress = -1;
  self->alarms = g_array_new (FALSE, FALSE, sizeof (KbAlarm));
  self->card_rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->card_sweep = g_array_new (FALSE, FALSE, sizeof (guint32));
}

/**
 * kb_sync_new:
 * @membership: (transfer none): borrowed, must outlive the object
 * @store: the profile's store
 * @index: (nullable): gets the text of what is pulled
 *
 * Returns: (transfer full): an object that knows nothing until kb_sync_load()
 */
KbSync *
kb_sync_new (KbMembership *membership,
             KbStore      *store,
             KbTextIndex  *index)
{
  KbSync *self = g_object_new (KB_TYPE_SYNC, NULL);

  self->membership = membership;
  self->store = g_object_ref (store);
  self->index = index != NULL ? g_object_ref (index) : NULL;
  self->ledger = kb_ledger_new (membership, store);
  self->outbox = kb_outbox_new (store);

  return self;
}

/* Meta "last-pull": seconds. */
static gboolean
load_meta (KbSync  *self,
           GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GBytes) last = kb_store_get_meta (self->store, "last-pull", &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (last != NULL)
    {
      g_autofree char *text = g_strndup (g_bytes_get_data (last, NULL), g_bytes_get_size (last));

      self->last_pull = MAX (0, g_ascii_strtoll (text, NULL, 10));
    }

  return TRUE;
}

static gboolean
load_locked (KbSync  *self,
             GError **error)
{
  if (!load_meta (self, error) || !kb_sync_load_alarms (self, error) ||
      !kb_ledger_load (self->ledger, NULL, error) ||
      !kb_ledger_load_witness (self->ledger, NULL, error))
    return FALSE;
  self->store_older = FALSE;
  for (guint i = KB_STREAM_ROSTER; i < KB_N_STREAMS; i++)
    if (self->ledger->heads[i].seq < self->ledger->witness[i].seq)
      self->store_older = TRUE;
  kb_sync_index_outbox (self);

  return TRUE;
}

/**
 * kb_sync_load:
 * @error: return location
 *
 * Loads roster, heads and keys; call once, after kb_store_open(). Blocks for
 * some milliseconds: the keyring is asked for the audiences' keys.
 */
gboolean
kb_sync_load (KbSync  *self,
              GError **error)
{
  gboolean ok;

  g_mutex_lock (&self->pull_lock);
  kb_outbox_begin (self->outbox);
  ok = kb_outbox_load (self->outbox, error);
  kb_outbox_end (self->outbox);
  g_mutex_lock (&self->lock);
  ok = ok && load_locked (self, error);
  g_mutex_unlock (&self->lock);
  g_mutex_unlock (&self->pull_lock);

  return ok;
}

static const KbDevice *
custodian_device (KbSync *self)
{
  const KbAppointment *custodian = kb_roster_get_custodian (self->ledger->roster, G_MAXUINT64);

  return custodian != NULL ? kb_roster_find_device (self->ledger->roster, custodian->device) : NULL;
}

/**
 * kb_sync_dup_custodian_name:
 *
 * Returns: (transfer full) (nullable): the name of the person who can open
 *   identities, or %NULL when none is appointed
 */
char *
kb_sync_dup_custodian_name (KbSync *self)
{
  const KbDevice *device;
  char *name;

  g_mutex_lock (&self->lock);
  device = custodian_device (self);
  name = device != NULL ? g_strdup (device->name) : NULL;
  g_mutex_unlock (&self->lock);

  return name;
}

gboolean
kb_sync_is_custodian (KbSync *self)
{
  const KbDevice *device;
  gboolean is_ours;

  g_mutex_lock (&self->lock);
  device = custodian_device (self);
  is_ours = device != NULL &&
            memcmp (device->sign, kb_signing_key_get_public (self->membership->device),
                    KB_SIGN_PUBLIC_SIZE) == 0;
  g_mutex_unlock (&self->lock);

  return is_ours;
}

char *
kb_sync_dup_office (KbSync *self)
{
  char *office;

  g_mutex_lock (&self->lock);
  office = g_strdup (kb_roster_get_office (self->ledger->roster));
  g_mutex_unlock (&self->lock);

  return office;
}

/**
 * kb_sync_dup_settings:
 *
 * Returns: (transfer full) (element-type utf8 utf8): section → value as JSON
 *   text, as of the last pull
 */
GHashTable *
kb_sync_dup_settings (KbSync *self)
{
  GHashTable *settings;

  g_mutex_lock (&self->lock);
  settings = kb_roster_dup_settings (self->ledger->roster);
  g_mutex_unlock (&self->lock);

  return settings;
}

char *
kb_sync_dup_device_name (KbSync       *self,
                         const guint8  sign[KB_SIGN_PUBLIC_SIZE])
{
  const KbDevice *device;
  char *name;

  g_mutex_lock (&self->lock);
  device = kb_roster_find_device (self->ledger->roster, sign);
  name = device != NULL ? g_strdup (device->name) : NULL;
  g_mutex_unlock (&self->lock);

  return name;
}

char *
kb_sync_dup_custodian_recipient (KbSync *self)
{
  const KbAppointment *custodian;
  char *recipient;

  g_mutex_lock (&self->lock);
  custodian = kb_roster_get_custodian (self->ledger->roster, G_MAXUINT64);
  recipient = custodian != NULL ? g_strdup (custodian->recipient) : NULL;
  g_mutex_unlock (&self->lock);

  return recipient;
}

char *
kb_sync_dup_audience_recipient (KbSync     *self,
                                const char *audience,
                                guint32    *ret_epoch)
{
  const KbGrant *grant;
  char *recipient = NULL;

  g_mutex_lock (&self->lock);
  grant = kb_roster_find_grant (self->ledger->roster, audience, 0);
  if (grant != NULL)
    {
      recipient = g_strdup (grant->recipient);
      *ret_epoch = grant->epoch;
    }
  g_mutex_unlock (&self->lock);

  return recipient;
}

/**
 * kb_sync_get_authorship:
 * @stream: where the entry will be written
 * @now: seconds since 1970
 * @ret_authorship: (out caller-allocates): as of the last pull
 *
 * The number is behind what waits in the outbox. With an empty roster, where
 * the next entry is the genesis entry, the authorship's genesis is zeros.
 */
void
kb_sync_get_authorship (KbSync       *self,
                        KbStream      stream,
                        gint64        now,
                        KbAuthorship *ret_authorship)
{
  KbLedger *ledger = self->ledger;
  KbAuthorship authorship = { .device = self->membership->device, .now = now };

  g_mutex_lock (&self->lock);
  if (!kb_roster_is_empty (ledger->roster))
    memcpy (authorship.genesis, self->membership->genesis, KB_HASH_SIZE);
  kb_authors_get (ledger->authors[stream], kb_signing_key_get_public (self->membership->device),
                  &authorship.last_seq, authorship.last_id);
  kb_outbox_follow (self->outbox, stream, &authorship.last_seq, authorship.last_id);
  authorship.seen = ledger->heads[stream];
  authorship.seen_roster = ledger->heads[KB_STREAM_ROSTER];
  g_mutex_unlock (&self->lock);
  *ret_authorship = authorship;
}

/**
 * kb_sync_search_text:
 *
 * Returns: (transfer full) (nullable): what the index gets of a stored entry
 */
char *
kb_sync_search_text (const KbStoredEntry *entry,
                     const KbStoredCase  *stored_case)
{
  g_autoptr(KbEntry) decoded = kb_entry_decode_bytes (entry->wire, NULL);
  g_autoptr(KbCaseState) state = NULL;
  KbKind kind = decoded != NULL ? kb_entry_get_header (decoded)->kind : 0;

  if (kind == KB_KIND_COMPLAINT || kind == KB_KIND_WIDENING)
    {
      state = kb_case_state_load (stored_case->snapshot, NULL);
      return state != NULL ? kb_case_search_text (state, kind, entry->plain) : NULL;
    }

  return entry->quarantine == KB_QUARANTINE_NONE ? kb_case_search_text (NULL, kind, entry->plain)
                                                 : NULL;
}

/**
 * kb_sync_index_text:
 *
 * Returns: (transfer full) (nullable): as kb_sync_search_text()
 */
char *
kb_sync_index_text (const KbStoredEntry *entry,
                    const KbStoredCase  *stored_case,
                    gpointer             sync)
{
  if (entry->plain != NULL && entry->quarantine == KB_QUARANTINE_NONE)
    kb_similar_add (KB_SYNC (sync)->similar, entry->case_row, entry->plain);

  return kb_sync_search_text (entry, stored_case);
}

/**
 * kb_sync_get_similar:
 *
 * Returns: (transfer none): which cases are alike
 */
KbSimilar *
kb_sync_get_similar (KbSync *self)
{
  return self->similar;
}
