/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-trace.h"

#include <stdio.h>
#include <time.h>

#include "kb-desk-private.h"

#define TICK_MS 4

/* Lines of `EVENT NANOSECONDS`, on the monotonic clock:
 *
 *   first-frame  the window was painted for the first time
 *   rows         a case that was read from the store was painted
 *   filled       the text index holds all cases
 *   pull-start, pull-end
 *   late         how much later than asked the main loop came round (not a time
 *                of the clock), each 4 ms while a pull runs
 *   frame, frame-cpu
 *                how long a frame took, and that of the processor in this thread
 */
typedef struct
{
  FILE      *file;
  GtkWindow *window;             /* outlives the rest: both go with the process */
  KbDesk    *desk;
  gulong     first_id;
  gulong     loaded_id;
  gulong     rows_id;
  guint      tick_id;
  gint64     ticked;
  gint64     frame;
  gint64     frame_cpu;
} KbTrace;

static void
write_event (KbTrace    *self,
             const char *event,
             gint64      useconds)
{
  fprintf (self->file, "%s %" G_GINT64_FORMAT "\n", event, useconds * 1000);
  fflush (self->file);
}

static void
mark (KbTrace    *self,
      const char *event)
{
  write_event (self, event, g_get_monotonic_time ());
}

static GdkFrameClock *
get_clock (KbTrace *self)
{
  return gtk_widget_get_frame_clock (GTK_WIDGET (self->window));
}

static gint64
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
before_paint_cb (KbTrace *self)
{
  self->frame = g_get_monotonic_time ();
  self->frame_cpu = get_cpu_time ();
}

static void
after_paint_cb (KbTrace *self)
{
  write_event (self, "frame", g_get_monotonic_time () - self->frame);
  write_event (self, "frame-cpu", get_cpu_time () - self->frame_cpu);
}

static void
first_painted_cb (KbTrace *self)
{
  g_clear_signal_handler (&self->first_id, get_clock (self));
  mark (self, "first-frame");
  g_signal_connect_swapped (get_clock (self), "before-paint", G_CALLBACK (before_paint_cb), self);
  g_signal_connect_swapped (get_clock (self), "after-paint", G_CALLBACK (after_paint_cb), self);
}

static void
mapped_cb (KbTrace *self)
{
  if (self->first_id == 0)
    self->first_id = g_signal_connect_swapped (get_clock (self), "after-paint",
                                               G_CALLBACK (first_painted_cb), self);
}

static void
rows_painted_cb (KbTrace *self)
{
  g_clear_signal_handler (&self->rows_id, get_clock (self));
  mark (self, "rows");
}

static void
row_loaded_cb (KbTrace   *self,
               GParamSpec *pspec,
               KbCaseRow *row)
{
  if (self->rows_id == 0 && get_clock (self) != NULL)
    self->rows_id = g_signal_connect_swapped (get_clock (self), "after-paint",
                                              G_CALLBACK (rows_painted_cb), self);
}

static void
items_changed_cb (KbTrace    *self,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  GListModel *cases)
{
  g_autoptr(KbCaseRow) row = NULL;

  if (self->loaded_id != 0 || n_added == 0)
    return;
  row = g_list_model_get_item (cases, 0);
  self->loaded_id = g_signal_connect_swapped (row, "notify::loaded", G_CALLBACK (row_loaded_cb),
                                              self);
}

static void
index_filled_cb (KbTrace *self)
{
  mark (self, "filled");
}

static void
stage_cb (KbTrace *self)
{
  if (self->desk->stage == KB_DESK_STAGE_READY)
    g_signal_connect_swapped (self->desk->office->index, "notify::filled",
                              G_CALLBACK (index_filled_cb), self);
}

static gboolean
tick_cb (gpointer data)
{
  KbTrace *self = data;
  gint64 now = g_get_monotonic_time ();

  write_event (self, "late", MAX (0, now - self->ticked - TICK_MS * 1000));
  self->ticked = now;

  return G_SOURCE_CONTINUE;
}

static void
pulling_cb (KbTrace *self)
{
  gboolean pulling = self->desk->pulling != NULL;

  g_clear_handle_id (&self->tick_id, g_source_remove);
  mark (self, pulling ? "pull-start" : "pull-end");
  if (!pulling)
    return;
  self->ticked = g_get_monotonic_time ();
  self->tick_id = g_timeout_add_full (G_PRIORITY_DEFAULT, TICK_MS, tick_cb, self, NULL);
}

/**
 * kb_trace_follow:
 * @window: not shown yet
 * @desk: not started yet
 *
 * Writes lines to the file that KUMBANG_TRACE names, if it names one.
 */
void
kb_trace_follow (GtkWindow *window,
                 KbDesk    *desk)
{
  const char *path = g_getenv ("KUMBANG_TRACE");
  FILE *file = path != NULL ? fopen (path, "a") : NULL;
  KbTrace *self;

  if (file == NULL)
    return;
  self = g_new0 (KbTrace, 1);
  self->file = file;
  self->window = window;
  self->desk = desk;
  g_signal_connect_swapped (window, "map", G_CALLBACK (mapped_cb), self);
  g_signal_connect_swapped (kb_desk_get_cases (desk), "items-changed",
                            G_CALLBACK (items_changed_cb), self);
  g_signal_connect_swapped (desk, "notify::stage", G_CALLBACK (stage_cb), self);
  g_signal_connect_swapped (desk, "notify::pulling", G_CALLBACK (pulling_cb), self);
}
