/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-idle-lock.h"

#include "kb-window.h"

struct _KbIdleLock
{
  GObject parent_instance;

  GSettings *settings;
  gint64     touched;            /* monotonic, of the last event */
  guint      timer_id;
};

G_DEFINE_FINAL_TYPE (KbIdleLock, kb_idle_lock, G_TYPE_OBJECT)

static void schedule (KbIdleLock *self);

static gint64
get_limit (KbIdleLock *self)
{
  return (gint64) g_settings_get_uint (self->settings, "lock-minutes") * 60 * G_USEC_PER_SEC;
}

static void
lock (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (KB_IS_WINDOW (window))
        gtk_widget_activate_action (window, "win.lock", NULL);
    }
}

static gboolean
timer_cb (gpointer data)
{
  KbIdleLock *self = data;

  self->timer_id = 0;
  if (g_get_monotonic_time () - self->touched >= get_limit (self))
    lock ();
  schedule (self);

  return G_SOURCE_REMOVE;
}

/* For when it is time at the earliest; once locked, the next look is a limit away. */
static void
schedule (KbIdleLock *self)
{
  gint64 limit = get_limit (self);
  gint64 idle = g_get_monotonic_time () - self->touched;

  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (limit > 0)
    self->timer_id = g_timeout_add_seconds ((limit - idle % limit) / G_USEC_PER_SEC + 1, timer_cb,
                                            self);
}

static gboolean
event_cb (KbIdleLock *self)
{
  self->touched = g_get_monotonic_time ();

  return GDK_EVENT_PROPAGATE;
}

static void
windows_changed_cb (KbIdleLock *self,
                    guint       position,
                    guint       removed,
                    guint       added,
                    GListModel *windows)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      GtkEventController *controller = gtk_event_controller_legacy_new ();

      gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
      g_signal_connect_object (controller, "event", G_CALLBACK (event_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_widget_add_controller (window, controller);
    }
}

static void
kb_idle_lock_dispose (GObject *object)
{
  KbIdleLock *self = KB_IDLE_LOCK (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (kb_idle_lock_parent_class)->dispose (object);
}

static void
kb_idle_lock_class_init (KbIdleLockClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kb_idle_lock_dispose;
}

static void
kb_idle_lock_init (KbIdleLock *self)
{
  self->touched = g_get_monotonic_time ();
}

/**
 * kb_idle_lock_new:
 *
 * Returns: (transfer full): watching, until it is unreferenced
 */
KbIdleLock *
kb_idle_lock_new (GSettings *settings)
{
  KbIdleLock *self = g_object_new (KB_TYPE_IDLE_LOCK, NULL);
  GListModel *windows = gtk_window_get_toplevels ();

  self->settings = g_object_ref (settings);
  g_signal_connect_object (windows, "items-changed", G_CALLBACK (windows_changed_cb), self,
                           G_CONNECT_SWAPPED);
  windows_changed_cb (self, 0, 0, g_list_model_get_n_items (windows), windows);
  g_signal_connect_object (settings, "changed::lock-minutes", G_CALLBACK (schedule), self,
                           G_CONNECT_SWAPPED);
  schedule (self);

  return self;
}
