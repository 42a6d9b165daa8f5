/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-opening.h"

#include <glib/gi18n.h>

#include "kb-bytes.h"
#include "kb-identity-wire.h"
#include "kb-json.h"
#include "kb-opening-run.h"
#include "kb-opening-tries.h"

struct _KbOpening
{
  GObject         parent_instance;

  KbSync         *sync;
  KbStore        *store;
  KbKeyring      *keyring;
  GMainContext   *context;

  int             stage;
  guint           seconds_left;
  guint           tries;
  guint           wait_seconds;

  GMutex          lock;             /* guards child_input */
  GOutputStream  *child_input;      /* while the window process listens */
};

G_DEFINE_FINAL_TYPE (KbOpening, kb_opening, G_TYPE_OBJECT)
G_DEFINE_QUARK (kb-opening-error-quark, kb_opening_error)

enum {
  PROP_0,
  PROP_STAGE,
  PROP_SECONDS_LEFT,
  PROP_TRIES,
  PROP_WAIT_SECONDS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

typedef struct
{
  KbOpening *self;
  guint      prop;
  guint      value;
} Change;

static gboolean
apply_change_cb (gpointer data)
{
  Change *change = data;
  KbOpening *self = change->self;

  switch (change->prop)
    {
    case PROP_STAGE:
      self->stage = change->value;
      break;
    case PROP_SECONDS_LEFT:
      self->seconds_left = change->value;
      break;
    case PROP_TRIES:
      self->tries = change->value;
      break;
    default:
      self->wait_seconds = change->value;
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[change->prop]);

  return G_SOURCE_REMOVE;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->self);
  g_free (change);
}

/* The work runs on a thread; what windows bind to changes on theirs. */
static void
change (KbOpening *self,
        guint      prop,
        guint      value)
{
  Change *pending = g_new (Change, 1);

  *pending = (Change) { g_object_ref (self), prop, value };
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, apply_change_cb, pending,
                              change_free);
}

static void
set_child_input (KbOpening     *self,
                 GOutputStream *stream)
{
  g_mutex_lock (&self->lock);
  g_set_object (&self->child_input, stream);
  g_mutex_unlock (&self->lock);
}

static gboolean
unlock_child (KbOpening     *self,
              KbOpeningRun  *run,
              GError       **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr(GError) local = NULL;
  guint tries = kb_opening_tries_get (self->store, now, &self->wait_seconds);

  if (self->wait_seconds > 0)
    {
      change (self, PROP_TRIES, tries);
      change (self, PROP_WAIT_SECONDS, self->wait_seconds);
      g_set_error (error, KB_OPENING_ERROR, KB_OPENING_ERROR_WAIT,
                   "The next try is possible in %u seconds", self->wait_seconds);
      return FALSE;
    }

  if (!kb_opening_run_unlock (run, &local))
    {
      guint wait = 0;

      if (g_error_matches (local, KB_OPENING_ERROR, KB_OPENING_ERROR_PASSPHRASE))
        {
          kb_opening_tries_wrong (self->store, now, &tries, &wait);
          change (self, PROP_TRIES, tries);
          change (self, PROP_WAIT_SECONDS, wait);
        }
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  kb_opening_tries_clear (self->store);
  return TRUE;
}

/* Follows the window until it closes; an early end is an error. */
static gboolean
watch_child (KbOpening     *self,
             KbOpeningRun  *run,
             GError       **error)
{
  guint8 type;
  guint seconds;

  do
    {
      if (!kb_opening_run_next (run, &type, &seconds, error))
        return FALSE;
      if (type == KB_IDENTITY_SHOWN)
        change (self, PROP_STAGE, KB_OPENING_SHOWN);
      else if (type == KB_IDENTITY_SECONDS)
        change (self, PROP_SECONDS_LEFT, seconds);
    }
  while (type != KB_IDENTITY_CLOSED);

  return TRUE;
}

static gboolean
run_all (KbOpening     *self,
         KbOpeningRun  *run,
         GCancellable  *cancellable,
         GError       **error)
{
  if (!kb_opening_run_prepare (run, cancellable, error) ||
      !kb_opening_run_spawn (run, error))
    return FALSE;

  set_child_input (self, kb_opening_run_get_input (run));
  if (!unlock_child (self, run, error))
    return FALSE;

  change (self, PROP_STAGE, KB_OPENING_RECORDING);
  if (!kb_opening_run_record (run, cancellable, error))
    return FALSE;

  change (self, PROP_STAGE, KB_OPENING_RELEASING);

  return kb_opening_run_release (run, error) && watch_child (self, run, error);
}

static void
run_in_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  KbOpening *self = source;
  KbOpeningRun *run = data;
  GError *error = NULL;
  gboolean ok = run_all (self, run, cancellable, &error);

  set_child_input (self, NULL);
  kb_opening_run_end (run);
  change (self, PROP_STAGE, KB_OPENING_CLOSED);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * kb_opening_run_async:
 * @case_row: the store's id of the case
 * @use: purpose, parts, fields, reason, letter and minutes; @use->complaint is
 *   taken from the case. Copied.
 * @passphrase: the custodian's; goes to the window process and nowhere else
 * @cancellable: works until the opening is on record; after that use
 *   kb_opening_close()
 * @callback: called when the window has closed, or on an error
 *
 * Wrong passphrases are found before anything is recorded.
 */
void
kb_opening_run_async (KbOpening           *self,
                      guint32              case_row,
                      const KbIdentityUse *use,
                      KbSecret            *passphrase,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (KB_IS_OPENING (self));
  g_return_if_fail (use != NULL && passphrase != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kb_opening_run_async);
  /* Once recorded, how it ended is told, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task,
                        kb_opening_run_new (self->sync, self->store, self->keyring, case_row, use,
                                            passphrase),
                        (GDestroyNotify) kb_opening_run_free);
  self->stage = KB_OPENING_UNLOCKING;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
  g_task_run_in_thread (task, run_in_thread);
}

/**
 * kb_opening_run_finish:
 *
 * Returns: whether the identity was shown and its window has closed; else a
 *   #KbOpeningError, #KbSyncError or #KbKeyringError
 */
gboolean
kb_opening_run_finish (KbOpening     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kb_opening_close:
 *
 * Closes the identity window now. Harmless when there is none.
 */
void
kb_opening_close (KbOpening *self)
{
  g_return_if_fail (KB_IS_OPENING (self));

  g_mutex_lock (&self->lock);
  if (self->child_input != NULL)
    kb_identity_wire_write (self->child_input, KB_IDENTITY_CLOSE, NULL, NULL, NULL);
  g_mutex_unlock (&self->lock);
}

static void
kb_opening_finalize (GObject *object)
{
  KbOpening *self = KB_OPENING (object);

  g_clear_object (&self->child_input);
  g_clear_object (&self->keyring);
  g_clear_object (&self->store);
  g_clear_object (&self->sync);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (kb_opening_parent_class)->finalize (object);
}

static void
kb_opening_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  KbOpening *self = KB_OPENING (object);

  switch (prop_id)
    {
    case PROP_STAGE:
      g_value_set_int (value, self->stage);
      break;

    case PROP_SECONDS_LEFT:
      g_value_set_uint (value, self->seconds_left);
      break;

    case PROP_TRIES:
      g_value_set_uint (value, self->tries);
      break;

    case PROP_WAIT_SECONDS:
      g_value_set_uint (value, self->wait_seconds);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_opening_class_init (KbOpeningClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = kb_opening_finalize;
  object_class->get_property = kb_opening_get_property;

  properties[PROP_STAGE] =
    g_param_spec_int ("stage", NULL, NULL, KB_OPENING_UNLOCKING, KB_OPENING_CLOSED,
                      KB_OPENING_UNLOCKING, flags);
  properties[PROP_SECONDS_LEFT] = g_param_spec_uint ("seconds-left", NULL, NULL, 0, G_MAXUINT, 0,
                                                     flags);
  properties[PROP_TRIES] = g_param_spec_uint ("tries", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_WAIT_SECONDS] = g_param_spec_uint ("wait-seconds", NULL, NULL, 0, G_MAXUINT, 0,
                                                     flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kb_opening_init (KbOpening *self)
{
  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
}

/**
 * kb_opening_new:
 *
 * Returns: (transfer full): an opening that has not begun; use it once per try
 */
KbOpening *
kb_opening_new (KbSync    *sync,
                KbStore   *store,
                KbKeyring *keyring)
{
  KbOpening *self = g_object_new (KB_TYPE_OPENING, NULL);

  self->sync = g_object_ref (sync);
  self->store = g_object_ref (store);
  self->keyring = g_object_ref (keyring);

  return self;
}
