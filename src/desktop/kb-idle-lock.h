/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KbIdleLock:
 *
 * Locks the case file when no window of the program has had a key, a click or
 * the pointer for as long as "lock-minutes" of the settings says; 0: never.
 */
#define KB_TYPE_IDLE_LOCK (kb_idle_lock_get_type ())
G_DECLARE_FINAL_TYPE (KbIdleLock, kb_idle_lock, KB, IDLE_LOCK, GObject)

KbIdleLock *kb_idle_lock_new (GSettings *settings);

G_END_DECLS
